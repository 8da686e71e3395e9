import { type CallOptions, type Job, ProblemError, type SluiceClient } from '@sluice/client';
import { UsageError } from '../usage-error.ts';
import type { Noun } from './noun-of.ts';

/** The commands that take a job of any kind as well as a batch. */
export type SharedCommand = 'get' | 'wait' | 'logs' | 'cancel' | 'receipt';

/**
 * Sees to it that a command about batches gets the id of one.
 * @throws UsageError that says what it is, and which command takes it
 */
export async function demandNoun(
  client: SluiceClient,
  noun: Noun,
  command: SharedCommand,
  id: string,
  options: CallOptions = {},
): Promise<void> {
  if (noun === 'batch') demandBatch(await findNamed(client, noun, id, options), command);
}

/** @throws ProblemError that names what is not there by the word it was asked for with */
export async function findNamed(
  client: SluiceClient,
  noun: Noun,
  id: string,
  options: CallOptions = {},
): Promise<Job> {
  try {
    return await client.get(id, options);
  } catch (error) {
    if (!(error instanceof ProblemError && error.status === 404)) throw error;
    const detail = `There is no ${noun} with the id ${id} in this project.`;
    throw new ProblemError({ ...error.problem, detail });
  }
}

/** The same by a key. One that no job has yet may become a batch's. */
export async function demandNounOfKey(
  client: SluiceClient,
  noun: Noun,
  key: string,
): Promise<void> {
  if (noun !== 'batch') return;
  try {
    demandBatch(await client.getByKey(key), 'cancel');
  } catch (error) {
    if (!(error instanceof ProblemError && error.status === 404)) throw error;
  }
}

/** @throws UsageError */
export function demandBatch({ id, kind }: Pick<Job, 'id' | 'kind'>, command: SharedCommand): void {
  if (kind === 'batch') return;
  throw new UsageError(
    `job ${id} is ${kinds[kind]}, and no batch; use: sluice jobs ${command} ${id}`,
  );
}

const kinds: Readonly<Record<Exclude<Job['kind'], 'batch'>, string>> = {
  sql: 'a statement in SQL',
  statement: 'a statement of a session',
  maintenance: "work of the gateway's own",
};
