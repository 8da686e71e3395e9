import type { DuckDBConnection } from '@duckdb/node-api';
import type { Marker } from '../messages/host-messages.ts';
import type { RunOrder } from '../messages/run-order.ts';
import type { Lake } from './lake.ts';
import type { OpenTransaction } from './open-transactions.ts';
import { runOwn } from './run-own.ts';
import type { StopSwitch } from './stop-switch.ts';

/** What a run tells its gateway. */
export interface RunGateway {
  /** A COMMIT is about to be sent; resolves when the system has taken the message. */
  committing(): Promise<void>;
  /** Nothing true can be said here any more: ends this process, and never resolves. */
  giveUpHost(): Promise<never>;
}

export interface Committing {
  readonly order: RunOrder;
  readonly lake: Lake;
  readonly gateway: RunGateway;
  readonly stop: StopSwitch;
  /** Called before the COMMIT is sent: from then on only the marker tells. */
  readonly begun: () => void;
  readonly open: OpenTransaction;
  /** In one with a checkpoint, since DuckDB cannot be trusted to replay one of its statements. */
  readonly isWhole: boolean;
}

/**
 * Writes the marker of a job into the open transaction, and commits both. What `after` does is one change
 * with the commit for whoever holds the gate, such as the place of an export's file; a whole commit has none to do.
 */
export async function commitRun<T>(
  connection: DuckDBConnection,
  committing: Committing,
  marker: Omit<Marker, 'mac'>,
  after: () => Promise<T>,
): Promise<T> {
  const { order, lake } = committing;
  await writeMarker(connection, order.jobId, { mac: order.mac, ...marker });
  if (committing.isWhole) {
    await commitWhole(connection, committing);
    return after();
  }
  await passGate(committing);
  try {
    await commitInside(connection, committing);
    lake.committed(order.verb);
    return await after();
  } finally {
    lake.gate.leave();
  }
}

/** It is in the database file before anybody hears of it, and is never replayed: a kill before that takes it back. */
function commitWhole(connection: DuckDBConnection, committing: Committing): Promise<void> {
  const { order, lake, gateway, stop, open } = committing;
  const run = async () => {
    if (stop.isWanted) throw new Error('stopped before its commit');
    await commitInside(connection, committing);
    lake.committed(order.verb);
  };
  return lake.wholeCommits.commit({ open, stop, run, giveUp: () => gateway.giveUpHost() });
}

/** A statement that nobody wants any more does not wait for its turn to commit. */
async function passGate({ lake: { gate }, stop }: Committing): Promise<void> {
  const entering = gate.enter();
  await Promise.race([entering, stop.wanted]);
  if (!stop.isWanted) return;
  void entering.then(() => gate.leave());
  throw new Error('stopped before its commit');
}

async function commitInside(connection: DuckDBConnection, committing: Committing): Promise<void> {
  committing.stop.spare();
  committing.begun();
  await committing.gateway.committing();
  try {
    await runOwn(connection, 'commit');
  } catch (error) {
    // I4: after an error of a COMMIT only the marker knows what happened.
    if (!(await hasMarker(committing))) throw error;
  }
}

/** A database that cannot even be asked is given up with its host: the next one can read it. */
async function hasMarker({ order, lake, gateway }: Committing): Promise<boolean> {
  try {
    return (await lake.marker(order.jobId)) !== null;
  } catch {
    return gateway.giveUpHost();
  }
}

/** In the transaction of the statement that it stands for (I4). */
async function writeMarker(
  connection: DuckDBConnection,
  jobId: string,
  { mac, affectedRows, returned }: Marker,
): Promise<void> {
  const rows = affectedRows === null ? null : BigInt(affectedRows);
  await runOwn(connection, 'mark', [jobId, mac, rows, returned && JSON.stringify(returned)]);
}
