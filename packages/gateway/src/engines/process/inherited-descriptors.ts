import { readdirSync, readFileSync } from 'node:fs';

/** O_CLOEXEC, as proc_pid_fdinfo(5) shows it among the flags. */
const closedOnExec = 0o2000000;
let inherited: readonly number[] | undefined;

/**
 * The descriptors that this process was born with and that its children would have as well. Node keeps
 * only the low ones to itself, and all that it opens.
 */
export function inheritedDescriptors(): readonly number[] {
  inherited ??= readdirSync('/proc/self/fd').map(Number).filter(isPassedOn);
  return inherited;
}

function isPassedOn(descriptor: number): boolean {
  try {
    const text = readFileSync(`/proc/self/fdinfo/${descriptor}`, 'utf8');
    const [, flags = '0'] = /^flags:\s*([0-7]+)$/m.exec(text) ?? [];
    return (Number.parseInt(flags, 8) & closedOnExec) === 0;
  } catch {
    // That of the listing itself.
    return false;
  }
}
