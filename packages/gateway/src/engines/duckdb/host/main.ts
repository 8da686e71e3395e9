import { rmSync } from 'node:fs';
import type { HostReady, HostSettings } from '../host-messages.ts';
import { HostServer } from './host-server.ts';
import { Lake } from './lake.ts';
import { ResultFiles } from './result-files.ts';

const settings = JSON.parse(process.argv[2] ?? '') as HostSettings;

// The terminal's Ctrl-C is for the gateway, which then says what becomes of its hosts.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => {});

try {
  const lake = await Lake.open(settings);
  const files = await ResultFiles.open(settings.threads);
  const server = new HostServer(lake, files, endProcess);
  rmSync(settings.socketPath, { force: true });
  await server.listen(settings.socketPath);
  tell({ kind: 'ready' }, () => process.disconnect?.());
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  tell({ kind: 'failed', message }, endProcess);
}

function tell(message: HostReady, then: () => void): void {
  process.send?.(message, then);
}

/** process.exit() would wait for a statement that ignores interrupts. */
function endProcess(): void {
  process.kill(process.pid, 'SIGKILL');
}
