import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { hostProtocol } from '../../src/engines/duckdb/messages/host-messages.ts';
import { writeHostRecord } from '../../src/engines/duckdb/host-record.ts';
import { identify } from '../../src/engines/process-identity.ts';
import type { ProjectPlaces } from '../../src/engines/duckdb/project-places.ts';

/** What a host of this instance does when it is asked for one thing. */
export interface Misbehaviour {
  readonly at: 'look' | 'stop' | 'open-session';
  /** It ends at once, says nothing for ever, says nothing for a while and then ends, or says before that it gives up. */
  readonly how: 'dies' | 'stalls' | 'lingers' | 'gives up';
}

const program = fileURLToPath(new URL('./fake-host-main.ts', import.meta.url));

/** A host that an earlier gateway left: a process with its record, which answers rightly until it does not. */
export async function leaveFakeHost(
  places: ProjectPlaces,
  misbehaviour: Misbehaviour,
): Promise<{ readonly misbehaves: Promise<unknown> }> {
  const instance = '0123456789ab';
  const { databaseFile, hostRecordFile } = places;
  const settings = {
    ...misbehaviour,
    instance,
    databaseFile,
    protocol: hostProtocol,
    socketPath: places.socketPath(instance),
  };
  const child = spawn(process.execPath, [program, JSON.stringify(settings)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child, 'message');
  writeHostRecord(hostRecordFile, {
    version: 1,
    leaseToken: 1,
    instance,
    memoryBytes: 1,
    process: identify(child.pid ?? 0),
  });
  return { misbehaves: once(child, 'message') };
}
