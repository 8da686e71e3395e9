import { UsageError } from '../usage-error.ts';

/**
 * A place where no file can be written, as a line for a person.
 * @param reason in words, or the error of the system
 */
export function unwritable(target: string, reason: unknown): UsageError {
  if (reason instanceof UsageError) return reason;
  const words = typeof reason === 'string' ? reason : wordsOf(reason as NodeJS.ErrnoException);
  return new UsageError(`cannot write ${target}: ${words}`);
}

function wordsOf({ code = '', message }: NodeJS.ErrnoException): string {
  return reasons[code] ?? message;
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'you may not write it',
  EPERM: 'you may not write it',
  ENOENT: 'its directory takes no files',
  EROFS: 'its file system can only be read',
  ENAMETOOLONG: 'its name is too long',
  ELOOP: 'its links lead nowhere',
  ENOSPC: 'the disk is full',
  EDQUOT: 'your quota of the disk is used up',
};
