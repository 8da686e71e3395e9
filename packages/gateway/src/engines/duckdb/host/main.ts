import { rmSync } from 'node:fs';
import { type HostReady, hostProtocol, type HostSettings } from '../host-messages.ts';
import { identify } from '../process-identity.ts';
import { HostServer, type HostTerms } from './host-server.ts';
import { Lake } from './lake.ts';
import { ResultFiles } from './result-files.ts';

const settings = JSON.parse(process.argv[2] ?? '') as HostSettings;

// The terminal's Ctrl-C is for the gateway, which then says what becomes of its hosts.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => {});

try {
  const lake = await Lake.open(settings);
  const files = await ResultFiles.open(settings.threads);
  const server = new HostServer(lake, files, terms(), endProcess);
  await server.listen(settings.socketPath);
  tell({ kind: 'ready' }, () => process.disconnect?.());
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  tell({ kind: 'failed', message }, endProcess);
}

function terms(): HostTerms {
  const { instance, databaseFile, orphanMs } = settings;
  const own = identify(process.pid);
  if (!own) throw new Error('this process is not in the process table');
  return { orphanMs, identity: { ...own, protocol: hostProtocol, instance, databaseFile } };
}

function tell(message: HostReady, then: () => void): void {
  process.send?.(message, then);
}

/** process.exit() would wait for a statement that ignores interrupts. */
function endProcess(): void {
  rmSync(settings.socketPath, { force: true });
  process.kill(process.pid, 'SIGKILL');
}
