import { rmSync, writeFileSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { plainReason } from '../engine-error.ts';
import { type HostReady, type HostSettings } from '../messages/host-settings.ts';
import { hostProtocol } from '../messages/host-messages.ts';
import { keepByteOrderMarks } from '../types/keep-byte-order-marks.ts';
import { identify } from '../../process-identity.ts';
import { HostServer, type HostTerms } from './host-server.ts';
import { Lake } from './lake.ts';
import { ResultFiles } from './result-files.ts';

/** Of 1000; the gateway's is 0. */
const oomScore = 500;

const settings = JSON.parse(process.argv[2] ?? '') as HostSettings;

// The terminal's Ctrl-C is for the gateway, which then says what becomes of its hosts.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => {});

offerToDieFirst();
keepByteOrderMarks();

try {
  const lake = await Lake.open(settings);
  const files = await ResultFiles.open(settings);
  const server = new HostServer(lake, files, terms(), endProcess);
  await server.listen(settings.socketPath);
  tell({ kind: 'ready' }, () => {
    process.disconnect?.();
    // Node writes it when a process ends by itself, as a host hardly ever does.
    flushCompileCache();
  });
} catch (error) {
  tell({ kind: 'failed', message: plainReason(error) }, endProcess);
}

/** Where memory runs out in spite of all limits, Linux ends a host before it ends the gateway. */
function offerToDieFirst(): void {
  if (process.platform !== 'linux') return;
  try {
    writeFileSync('/proc/self/oom_score_adj', String(oomScore));
  } catch (error) {
    process.stderr.write(`cannot set oom_score_adj: ${String(error)}\n`);
  }
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
  const { socketPath, spillDir, instance } = settings;
  rmSync(socketPath, { force: true });
  rmSync(join(spillDir, instance), { recursive: true, force: true });
  process.kill(process.pid, 'SIGKILL');
}
