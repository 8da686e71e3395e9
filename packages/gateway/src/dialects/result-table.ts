import type { ReadResultAnswer } from '../core/actions/read-result.ts';
import { toSparkSchema } from './spark-schema.ts';

/** The limit `output_rows`: how many a statement shows. The native API has all, under the statement's job. */
export const mostShownRows = 1_000;
/** The limit `output_characters`, in UTF-16 units: 1,000 rows may be of any width. */
const mostText = 4 * 1_024 * 1_024;

export interface ResultTable {
  /** The rows that are shown, the JSON text of one array each. */
  readonly rows: readonly string[];
  /** What was left out, in a sentence (I11); null where nothing was. */
  readonly cut: string | null;
  /** The table as Livy's clients read it, `{"schema": …, "data": [[…]]}`, as JSON text. */
  readonly json: string;
}

/** Rows go out letter by letter, so that no digit is lost (I11). */
export async function resultTable({
  job,
  result,
  rows,
}: Extract<ReadResultAnswer, { kind: 'rows' }>): Promise<ResultTable> {
  const shown: string[] = [];
  let length = 0;
  for await (const row of rows) {
    length += row.length;
    if (length > mostText) break;
    shown.push(row);
  }
  const total = result.rowCount;
  const limit =
    shown.length < mostShownRows
      ? `the limit output_characters is ${mostText}`
      : `the limit output_rows is ${mostShownRows}`;
  const cut =
    shown.length < total
      ? `These are the first ${shown.length} of ${total} rows: ${limit}. ` +
        `All are at /api/v1/jobs/${job.id}/result.`
      : null;
  const notice =
    cut === null
      ? ''
      : `,${JSON.stringify({ truncated: true, total_rows: total, msg: cut }).slice(1, -1)}`;
  const json = `{"schema":${toSparkSchema(result.columns)},"data":[${shown.join(',')}]${notice}}`;
  return { rows: shown, cut, json };
}
