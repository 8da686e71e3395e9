import type { FileName } from '../files/file-name.ts';
import type { PutAnswer, Upload } from '../ports/bucket-store.ts';
import type { Ports } from '../ports/ports.ts';
import type { OverQuota } from '../quotas/quota.ts';

export type PutFileAnswer =
  | Exclude<PutAnswer, { kind: 'over_quota' }>
  | { readonly kind: 'over_quota'; readonly over: OverQuota };

/** Puts a file into a bucket, as far as the project's quota lets it. */
export async function putFile(
  { buckets, quotas }: Pick<Ports, 'buckets' | 'quotas'>,
  projectId: string,
  file: FileName,
  upload: Omit<Upload, 'limit'>,
): Promise<PutFileAnswer> {
  const { bucket_bytes: limit } = await quotas.limitsOf(projectId);
  const answer = await buckets.put(projectId, file, { ...upload, limit });
  if (answer.kind !== 'over_quota') return answer;
  const { used } = answer;
  const over = { quota: 'bucket_bytes', limit: answer.limit, used, retryAfterS: null } as const;
  return quotas.refuse(over);
}
