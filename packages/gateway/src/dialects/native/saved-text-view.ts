import type { Template, Variable } from '@sluice/protocol';
import type { SavedText } from '../../core/ports/saved-text-store.ts';
import { toTimestamp } from './timestamp.ts';

export function toTemplateView(saved: SavedText): Template {
  const { name, text, description, group } = saved;
  return { name, sql: text, description, group, ...savedFields(saved) };
}

export function toVariableView(saved: SavedText): Variable {
  return { name: saved.name, value: saved.text, ...savedFields(saved) };
}

function savedFields({ owner, createdAt, updatedAt }: SavedText) {
  return { owner, created_at: toTimestamp(createdAt), updated_at: toTimestamp(updatedAt) };
}
