import type { SavedTextKind } from '../../core/ports/saved-text-store.ts';
import type { Generated } from 'kysely';
import type { ResourceKind } from '../../core/files/resource.ts';
import type { JsonText } from './json-text.ts';

export interface ResourcesTable {
  project_id: string;
  /** Empty: it is in no group. */
  group_name: string;
  name: string;
  kind: ResourceKind;
  bucket: string;
  key: string;
  tags: JsonText;
  is_async: number;
  owner: string;
  id: string;
  created_at: number;
  updated_at: number;
}

export interface SavedTextsTable {
  /** Never given twice. */
  id: Generated<number>;
  project_id: string;
  kind: SavedTextKind;
  name: string;
  text: string;
  description: string;
  group_name: string;
  owner: string;
  created_at: number;
  updated_at: number;
}
