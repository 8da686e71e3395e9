import type { PutResultFileAnswer } from '../../core/actions/result-files.ts';
import { resultFile, resultPrefix, resultsBucket } from '../../core/files/result-file.ts';
import type { EndedJob } from '../../core/job/job.ts';
import type { SessionId } from '../../core/session/session.ts';
import { inPieces } from '../in-pieces.ts';
import type { CallTime } from './call-time.ts';
import { overQuota } from './over-quota.ts';
import { toRowType } from './pg-types.ts';
import { failed, type Refusal, serviceCodes, serviceRefusal, timedOut } from './refusal.ts';
import { pagedResult, type PagedResult, pageOf } from './result-page.ts';
import type { StatementFields } from './statement-fields.ts';
import { identified, noResultSet, type ResultsReader, resultSetText } from './statement-results.ts';

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
    const paged = await pagedResult(reader.actions, job);
    const refusal = paged && (await writePages(reader, paged, time));
    if (refusal) return refusal;
  }
  return null;
}

async function writePages(
  reader: ResultsReader,
  paged: PagedResult,
  time: CallTime,
): Promise<Refusal | null> {
  const { job } = paged;
  const { pageCount } = pageOf(paged, 1);
  const there = await reader.actions.resultFilesOf(job);
  for (let page = 1; page <= pageCount; page++) {
    if (there.has(resultFile(job.id, page).key)) continue;
    if (time.remainingMs === 0 || reader.left.aborted)
      return notWritten(page, pageCount, time.seconds);
    const content = bytesOf(inPieces(resultSetText(reader, paged, page)));
    const answer = await reader.actions.putResultFile(reader.principal, job, page, content);
    if (answer.kind !== 'put') return refusalOf(answer);
  }
  return null;
}

/** The body of a request whose results lie in files; the names of the fields are those of fabric-api.md 6.6. */
export async function bucketResults(
  reader: ResultsReader,
  fields: StatementFields,
  executed: readonly EndedJob[],
  endpoint: string,
) {
  const results = executed.map(async (job) => {
    const paged = await pagedResult(reader.actions, job);
    return paged ? whereItIs(paged, fields.session_id, endpoint) : noResultSet(reader, job, 1);
  });
  return { ...fields, results: await Promise.all(results) };
}

function whereItIs(paged: PagedResult, sessionId: SessionId, endpoint: string) {
  const { job, result, rows } = paged;
  return {
    status: 'PGRES_TUPLES_OK',
    session_id: sessionId,
    ...identified(job),
    num_rows: rows,
    page_count: pageOf(paged, 1).pageCount,
    schema: result.columns.map(toRowType),
    obs_endpoint: endpoint,
    obs_bucket_name: resultsBucket,
    obs_file_path_prefix: resultPrefix(job.id),
  };
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
