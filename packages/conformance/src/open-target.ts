import type { Dialect, Door } from './doors/door.ts';
import { openDliDoor } from './doors/dli.ts';
import { findFabricPlace, openFabricDoor } from './doors/fabric.ts';
import { openLivyDoor } from './doors/livy.ts';
import {
  type CredentialKind,
  type Identity,
  readCredentialEnvironment,
  readCredentialFile,
  toIdentity,
} from './http/credential.ts';
import { HttpClient } from './http/http-client.ts';
import { commandProcesses } from './machine/command-processes.ts';
import { procProcesses } from './machine/proc-processes.ts';
import { runCommand } from './machine/run-command.ts';
import type { Options } from './options.ts';
import { usualPace } from './play/pace.ts';
import type { Machine, Target } from './play/target.ts';
import { surfaces } from './play/verdict.ts';
import { UsageError } from './usage-error.ts';
import { readWorkload } from './workload/read-workload.ts';

/** An HTTP call may take a little longer than the cancel that it asks for. */
const callSlackMs = 5_000;

/** What each API takes, the usual first. */
const authOrder: Readonly<Record<Dialect, readonly CredentialKind[]>> = {
  dli: ['token', 'aksk', 'bearer', 'basic', 'none'],
  fabric: ['token', 'aksk', 'bearer', 'basic', 'none'],
  livy: ['bearer', 'basic', 'token', 'aksk', 'none'],
};

/**
 * @throws UsageError when the options do not fit together
 * @throws NoAnswerError when the server has to be asked something and does not answer
 */
export async function openTarget(options: Options, env: NodeJS.ProcessEnv): Promise<Target> {
  const { dialect, otherCredentials, replicaUrl } = options;
  const order = options.auth === undefined ? authOrder[dialect] : [options.auth];
  const content =
    options.credentials === undefined
      ? readCredentialEnvironment(env)
      : readCredentialFile(options.credentials);
  const own = toIdentity(content, order);
  const other =
    otherCredentials === undefined ? null : toIdentity(readCredentialFile(otherCredentials), order);
  const workloadName = options.workload ?? (dialect === 'livy' ? 'spark' : 'duckdb');
  const { sessionKind } = readWorkload(workloadName);
  const open = (url: string, identity: Identity) => openDoor(options, sessionKind, url, identity);
  return {
    door: await open(options.url, own),
    other: other && (await open(options.url, other)),
    replica: replicaUrl === undefined ? null : await open(replicaUrl, own),
    workload: readWorkload(workloadName),
    machine: openMachine(options),
    on: options.on ?? surfaces,
    pace: {
      ...usualPace,
      boundMs: options.bound * 1_000,
      rounds: options.rounds,
      many: options.many,
    },
  };
}

async function openDoor(
  options: Options,
  sessionKind: string,
  url: string,
  { credential, projectId }: Identity,
): Promise<Door> {
  if (!URL.canParse(url)) throw new UsageError(`"${url}" is no URL`);
  const http = new HttpClient(url, credential, options.bound * 1_000 + callSlackMs);
  switch (options.dialect) {
    case 'dli': {
      const project = projectId ?? options.project;
      if (project === undefined) throw new UsageError('say which project it is: --project');
      return openDliDoor(http, { projectId: project, queue: options.queue, sessionKind });
    }
    case 'livy':
      return openLivyDoor(http, { sessionKind });
    case 'fabric': {
      const { workspace = null, endpoint = null, catalog } = options;
      return openFabricDoor(http, await findFabricPlace(http, { workspace, endpoint, catalog }));
    }
  }
}

function openMachine(options: Options): Machine {
  const { processTable, processCommand, maySignal, restartCommand } = options;
  if (processTable !== undefined && processCommand !== undefined) {
    throw new UsageError('--process-table and --process-command: one of them');
  }
  if (maySignal && processTable === undefined) {
    throw new UsageError('--may-signal needs --process-table');
  }
  const processes = {
    ...(processTable !== undefined && { at: procProcesses(processTable) }),
    ...(processCommand !== undefined && { at: commandProcesses(processCommand) }),
  };
  return {
    processes: processes.at ?? null,
    signal: maySignal ? sendSignal : null,
    restart: restartCommand === undefined ? null : () => runCommand(restartCommand).then(() => {}),
  };
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // It went by itself.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
