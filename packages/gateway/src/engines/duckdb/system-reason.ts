/**
 * Why something failed, for whoever reads it in the end. Of an error of the system its call and its code:
 * its own text would name a path of the machine.
 */
export function systemReason(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const { code, syscall } = cause as NodeJS.ErrnoException;
  // `spawn` comes with the program's path behind it.
  return syscall === undefined ? cause.message : `${syscall.split(' ', 1)[0]} failed (${code})`;
}
