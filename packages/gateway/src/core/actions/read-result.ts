import type { ResultSummary } from '../job/ending.ts';
import type { EndedJob, Job, JobId } from '../job/job.ts';
import { isEnded } from '../job/job.ts';
import type { ColumnarFormat, ResultPart, RowPage } from '../ports/result-reader.ts';
import type { Ports } from '../ports/ports.ts';
import { exactly } from './exactly.ts';

export type ReadResultAnswer =
  | {
      readonly kind: 'rows';
      readonly job: EndedJob;
      readonly result: ResultSummary;
      /** One JSON array's text a row, in the order of the result. They throw where one is missing. */
      readonly rows: AsyncIterable<string>;
      /** The same as CSV, where the engine writes it; only one of the two is read. */
      readonly csv: AsyncIterable<ResultPart> | null;
      /** The same as a file of typed columns; null where the engine writes none of this result. */
      readonly columnar: (format: ColumnarFormat) => AsyncIterable<ResultPart> | null;
    }
  /** Its rows were kept for their time, and are gone. */
  | { readonly kind: 'expired'; readonly job: EndedJob }
  /** Not there yet, or never: the job says which. */
  | { readonly kind: 'no_result'; readonly job: Job }
  | { readonly kind: 'unknown' };

/** Reads rows `offset` and on, at most `limit`. Rows past the end are none. */
export async function readResult(
  ports: Pick<Ports, 'jobs' | 'engines'>,
  projectId: string,
  jobId: JobId,
  page: RowPage,
  left: AbortSignal,
): Promise<ReadResultAnswer> {
  const job = await ports.jobs.find(projectId, jobId);
  if (!job) return { kind: 'unknown' };
  if (!isEnded(job) || job.state.ending.how !== 'succeeded') return { kind: 'no_result', job };
  const { result } = job.state.ending;
  const engine = ports.engines.get(job.request.engine);
  const expected = Math.min(page.limit, Math.max(0, result.rowCount - page.offset));
  const columnar = (format: ColumnarFormat) => {
    const parts = engine?.results.readColumnar(job, format, page, left) ?? null;
    return parts && exactly(expected, parts, ({ rows }) => rows);
  };
  switch (result.rows.at) {
    case 'none':
      return { kind: 'rows', job, result, rows: each([]), csv: null, columnar };
    case 'inline': {
      const lines = result.rows.lines.slice(page.offset, page.offset + page.limit);
      return { kind: 'rows', job, result, rows: each(lines), csv: null, columnar };
    }
    case 'expired':
      return { kind: 'expired', job };
    case 'engine': {
      if (!engine) return { kind: 'no_result', job };
      const csv = engine.results.readCsv(job, page, left);
      return {
        kind: 'rows',
        job,
        result,
        rows: exactly(expected, engine.results.readRows(job, page, left), () => 1),
        csv: csv && exactly(expected, csv, ({ rows }) => rows),
        columnar,
      };
    }
  }
}

async function* each(lines: readonly string[]): AsyncIterable<string> {
  yield* lines;
}
