import { readProcess, startTimeOf } from './process-identity.mjs';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
/** Reading /proc costs microseconds; elsewhere each look starts a ps. */
const lookMs = process.platform === 'linux' ? 250 : 1_000;

/**
 * Calls the listener with a signal's name each time this process is asked to end, and once when npm,
 * or the shell between npm and this process, is gone: a signal that hits only those is never passed
 * on to their child.
 * @param {(signal: string) => void} listener
 * @returns {() => void} stops listening
 */
export function onStopRequest(listener) {
  for (const signal of signals) process.on(signal, listener);
  const ancestors = ancestorsUpToNpm();
  const timer = setInterval(() => {
    if (ancestors.every(({ pid, startTime }) => startTimeOf(pid) === startTime)) return;
    clearInterval(timer);
    listener('SIGTERM');
  }, lookMs).unref();
  return () => {
    clearInterval(timer);
    for (const signal of signals) process.off(signal, listener);
  };
}

function ancestorsUpToNpm() {
  if (process.env.npm_lifecycle_event === undefined) return [];
  const ancestors = [];
  let pid = process.ppid;
  while (pid > 1) {
    const found = readProcess(pid);
    if (!found) break;
    ancestors.push({ pid, startTime: found.startTime });
    if (/\b(npm|pnpm|yarn|bun)\b/.test(found.command)) return ancestors;
    pid = found.parent;
  }
  // No npm above: whoever stands there did not start us, and its end means nothing to us.
  return ancestors.slice(0, 1);
}
