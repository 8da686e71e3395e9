import { execFileSync } from 'node:child_process';

/** Whether this machine lets its user make the namespaces that batches need. Asks the machine, not our code. */
export function allowsNamespaces(): boolean {
  const user = process.getuid?.() === 0 ? [] : ['--user', '--map-current-user'];
  const args = [...user, '--pid', '--mount', '--fork', '--kill-child', 'true'];
  try {
    execFileSync('unshare', args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
