const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  SQLITE_READONLY: 'the file system is read-only',
  SQLITE_CANTOPEN: 'a file of it cannot be opened or made; is the disk full or read-only?',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  SQLITE_FULL: 'the disk is full',
  // Met by a later query: at the start it has a message of its own.
  SQLITE_CORRUPT: 'state.db is damaged: restore a backup into a new data directory',
  EBUSY: 'it is in use, or a mount point: name a directory in it',
  ENOENT: 'it cannot be made there',
  ENOTDIR: 'there is a file in its place',
  EEXIST: 'there is a file in its place',
};

/** Whether an error is one of the machine's, about which a person can do something. */
export function isOfTheSystem(error: unknown): boolean {
  return codeOf(error) in reasons;
}

/** What a person can act on, from an error of the system. */
export function reasonOf(error: unknown): string {
  return reasons[codeOf(error)] ?? (error instanceof Error ? error.message : String(error));
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | null)?.code);
}
