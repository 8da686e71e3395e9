import { resultFile, resultPrefix, resultsBucket } from '../files/result-file.ts';
import type { EndedJob } from '../job/job.ts';
import type { PutAnswer } from '../ports/bucket-store.ts';
import type { Ports } from '../ports/ports.ts';
import type { OverQuota } from '../quotas/quota.ts';

export type PutResultFileAnswer =
  | { readonly kind: 'put' }
  | { readonly kind: 'over_quota'; readonly over: OverQuota }
  | { readonly kind: 'disk_full' }
  /** Something that is no file has its name, or a file has that of a directory above it. */
  | { readonly kind: 'in_the_way'; readonly key: string };

const mostListed = 1_000;

/** The files of a job's result that are there, by the keys they have in their bucket. */
export async function resultFilesOf(
  { buckets }: Pick<Ports, 'buckets'>,
  { id, request: { projectId } }: EndedJob,
): Promise<ReadonlySet<string>> {
  const keys = new Set<string>();
  let after: string | null = null;
  do {
    const page = { prefix: resultPrefix(id), after, limit: mostListed };
    const { files, next } = await buckets.list(projectId, resultsBucket, page);
    for (const { key } of files) keys.add(key);
    after = next;
  } while (after !== null);
  return keys;
}

/**
 * Writes one page of a job's result as a file of the project's bucket: whole, or not at all.
 * @param page counted from 1
 * @param content throws where the rows break off; that is thrown on
 */
export async function putResultFile(
  { buckets, quotas }: Pick<Ports, 'buckets' | 'quotas'>,
  { id, request: { projectId } }: EndedJob,
  page: number,
  content: AsyncIterable<Uint8Array>,
): Promise<PutResultFileAnswer> {
  const { bucket_bytes: limit } = await quotas.limitsOf(projectId);
  const upload = { content, length: null, sha256: null, part: null, limit };
  const answer: PutAnswer = await buckets.put(projectId, resultFile(id, page), upload);
  switch (answer.kind) {
    case 'put':
      return { kind: 'put' };
    case 'over_quota': {
      const { limit: most, used } = answer;
      return quotas.refuse({ quota: 'bucket_bytes', limit: most, used, retryAfterS: null });
    }
    case 'disk_full':
    case 'in_the_way':
      return answer;
    case 'cut_off':
      throw answer.cause;
    case 'part_kept':
    case 'wrong_offset':
    case 'wrong_digest':
    case 'too_long':
      throw new Error(`a file of job ${id} that is whole was answered with ${answer.kind}`);
  }
}
