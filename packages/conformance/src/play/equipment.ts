import type { Door } from '../doors/door.ts';
import { type Work, workOn } from '../workload/workload.ts';
import type { Machine, Target } from './target.ts';
import type { Surface } from './verdict.ts';

type Present<T> = { [K in keyof T]-?: Exclude<T[K], null | undefined> };
type OpenLimited = (seconds: number) => Promise<string>;

/** What a case may need beyond a door: parts of the workload, of the machine, and of the API. */
export interface Equipment extends Present<Omit<Work, 'quick' | 'long'>>, Present<Machine> {
  readonly other: Door;
  readonly replica: Door;
  readonly heartbeat: OpenLimited;
  readonly idleLimit: OpenLimited;
  readonly runLimit: (code: string, seconds: number) => Promise<string>;
}
export type Need = keyof Equipment;

/** Why a case cannot be played without it. */
export const whyNeeded: Readonly<Record<Need, string>> = {
  busy: 'the workload has no `busy`',
  sleep: 'the workload has no `sleep`',
  deaf: 'the workload has no `deaf`',
  deafTasks: 'the workload has no `deafTasks`',
  remember: 'the workload has no `remember`',
  longWrites: 'the workload has no `longWrites`',
  longExport: 'the workload has no `longExport`',
  lateWrite: 'the workload has no `lateWrite`',
  shortWrite: 'the workload has no `shortWrite`',
  oneRow: 'the workload has no `oneRow`',
  manyRows: 'the workload has no `manyRows`',
  processes: 'needs to see the worker processes: --process-table or --process-command',
  signal: 'needs to signal the worker processes: --process-table and --may-signal',
  restart: 'needs to kill and start the server: --restart-command',
  other: 'needs a second caller: --other-credentials',
  replica: 'needs a second gateway over the same state: --replica-url',
  heartbeat: 'the API cannot give a session a heartbeat',
  idleLimit: 'the API cannot give a session a limit of idle time',
  runLimit: 'the API cannot limit the running time of such work',
};

/** What there is of it for one target and surface. */
export function equip(target: Target, surface: Surface): Partial<Equipment> {
  const { door, other, replica, workload, machine } = target;
  const { quick: _, long: __, ...parts } = workOn(surface, workload);
  const all = {
    ...parts,
    ...machine,
    other,
    replica,
    heartbeat: door.sessions.openWithHeartbeat,
    idleLimit: door.sessions.openWithIdleLimit,
    runLimit: surface === 'jobs' ? (door.jobs?.submitWithLimit ?? null) : null,
  };
  return Object.fromEntries(
    Object.entries(all).filter(([, part]) => part !== null && part !== undefined),
  );
}
