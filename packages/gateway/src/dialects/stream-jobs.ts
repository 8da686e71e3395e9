import type { Readable } from 'node:stream';
import type { Job } from '../core/job/job.ts';
import { inPieces } from './in-pieces.ts';
import { listInJson } from './list-in-json.ts';
import { startStream } from './start-stream.ts';

/**
 * The JSON text of an object with these fields and, as its last, a list of jobs, each written as it is read: of a page of
 * long statements nobody waits for more than one, and no more are held for a client that takes none.
 * @param name of the list
 * @param textOf a job as JSON
 */
export function streamJobs(
  fields: object,
  name: string,
  jobs: AsyncIterable<Job>,
  textOf: (job: Job) => string | Promise<string>,
): Promise<Readable> {
  return startStream(inPieces(listInJson(fields, name, textsOf(jobs, textOf))));
}

async function* textsOf(
  jobs: AsyncIterable<Job>,
  textOf: (job: Job) => string | Promise<string>,
): AsyncGenerator<string> {
  for await (const job of jobs) yield textOf(job);
}
