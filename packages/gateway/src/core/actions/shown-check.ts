import type { ReleaseCheck } from '../job/receipt.ts';

/**
 * A check as any caller may see it. Those of earlier versions name what else the host ran, which may be
 * the jobs of others, and the machine's directories; what is written now names neither.
 */
export function shownCheck(check: ReleaseCheck, projectId: string): ReleaseCheck {
  const { held, isGone } = check;
  if (held.kind !== 'path') {
    return { ...check, read: withoutDirectories(withoutJobs(check.read, isGone)) };
  }
  const path = inDataDirectory(held.path, projectId);
  const read = withoutDirectories(check.read.replaceAll(held.path, path));
  return { ...check, held: { ...held, path }, read };
}

function withoutJobs(read: string, isGone: boolean): string {
  return read.replace(/, runs \[([^\]]*)\]/g, (_, jobIds: string) => {
    const count = jobIds.split(' ').filter((jobId) => jobId !== '').length;
    return `, runs ${count} in all, this one ${isGone ? 'not ' : ''}among them`;
  });
}

/** From the data directory on, wherever that lay when it was written. */
function inDataDirectory(path: string, projectId: string): string {
  if (!path.startsWith('/')) return path;
  const at = path.lastIndexOf(`/projects/${projectId}/`);
  return path.slice((at === -1 ? path.lastIndexOf('/') : at) + 1);
}

/** An absolute path begins a word or stands in brackets or quotes; its last name stays. */
function withoutDirectories(read: string): string {
  return read.replace(/(^|[\s('"])\/.*\//g, '$1');
}
