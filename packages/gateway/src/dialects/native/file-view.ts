import type { BucketFile as FileView } from '@sluice/protocol';
import type { BucketFile } from '../../core/ports/bucket-store.ts';
import { toTimestamp } from './timestamp.ts';

export function toFileView({ key, size, modifiedAt, etag }: BucketFile): FileView {
  return { key, size, modified_at: toTimestamp(modifiedAt), etag };
}
