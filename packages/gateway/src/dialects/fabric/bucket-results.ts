import type { PutResultFileAnswer } from '../../core/actions/result-files.ts';
import { resultFile, resultPrefix, resultsBucket } from '../../core/files/result-file.ts';
import type { ResultSummary } from '../../core/job/ending.ts';
import type { EndedJob } from '../../core/job/job.ts';
import { inPieces } from '../in-pieces.ts';
import type { CallTime } from './call-time.ts';
import { overQuota } from './over-quota.ts';
import { toRowType } from './pg-types.ts';
import { failed, type Refusal, serviceCodes, serviceRefusal, timedOut } from './refusal.ts';
import { pageOf } from './result-page.ts';
import { rowLimitOf } from './row-limit.ts';
import type { StatementFields } from './statement-fields.ts';
import { identified, noResultSet, type ResultsReader, resultSetText } from './statement-results.ts';
import { resultSetOf } from './statement-status.ts';

/**
 * Writes the results of a request that has ended as files, one for each page (fabric-api.md 6.6). What is
 * there already stays as it is: a call that has no time left is taken up by the next one.
 * @returns null when all of them are there
 */
export async function writeResultFiles(
  reader: ResultsReader,
  executed: readonly EndedJob[],
  time: CallTime,
): Promise<Refusal | null> {
  for (const job of executed) {
    const result = resultSetOf(job);
    const refusal = result && (await writePages(reader, job, result, time));
    if (refusal) return refusal;
  }
  return null;
}

async function writePages(
  reader: ResultsReader,
  job: EndedJob,
  result: ResultSummary,
  time: CallTime,
): Promise<Refusal | null> {
  const { pageCount } = pageOf(result, wantedOf(job, result), 1);
  const there = await reader.actions.resultFilesOf(job);
  for (let page = 1; page <= pageCount; page++) {
    if (there.has(resultFile(job.id, page).key)) continue;
    if (time.remainingMs === 0 || reader.left.aborted)
      return notWritten(page, pageCount, time.seconds);
    const content = bytesOf(inPieces(resultSetText(reader, job, result, page)));
    const answer = await reader.actions.putResultFile(reader.principal, job, page, content);
    if (answer.kind !== 'put') return refusalOf(answer);
  }
  return null;
}

/** The body of a request whose results lie in files; the names of the fields are those of fabric-api.md 6.6. */
export function bucketResults(
  fields: StatementFields,
  executed: readonly EndedJob[],
  endpoint: string,
) {
  return { ...fields, results: executed.map((job) => whereItIs(job, endpoint)) };
}

function whereItIs(job: EndedJob, endpoint: string) {
  const result = resultSetOf(job);
  if (!result) return noResultSet(job, 1);
  const wanted = wantedOf(job, result);
  return {
    status: 'PGRES_TUPLES_OK',
    ...identified(job),
    num_rows: wanted,
    page_count: pageOf(result, wanted, 1).pageCount,
    schema: result.columns.map(toRowType),
    obs_endpoint: endpoint,
    obs_bucket_name: resultsBucket,
    obs_file_path_prefix: resultPrefix(job.id),
  };
}

function wantedOf(job: EndedJob, { rowCount }: ResultSummary): number {
  return Math.min(rowCount, rowLimitOf(job));
}

async function* bytesOf(texts: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  for await (const text of texts) yield Buffer.from(text);
}

function refusalOf(answer: Exclude<PutResultFileAnswer, { kind: 'put' }>): Refusal {
  switch (answer.kind) {
    case 'over_quota':
      return overQuota(answer.over);
    case 'disk_full':
      return { ...failed('the disk of the server is full. Ask again later.'), httpStatus: 503 };
    case 'in_the_way':
      return serviceRefusal(
        serviceCodes.notSupported,
        `Something else lies at ${answer.key} in the bucket ${resultsBucket}. Take it away, and ask again.`,
      );
  }
}

function notWritten(page: number, pageCount: number, seconds: number): Refusal {
  return timedOut(
    `of ${pageCount} files of a result ${page - 1} were written in ${seconds} s. They are kept: ask again, ` +
      'and the rest is written.',
  );
}
