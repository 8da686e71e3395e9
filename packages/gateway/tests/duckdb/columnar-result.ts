import type { ColumnarFormat, RowPage } from '../../src/core/ports/result-reader.ts';
import { collectBytes } from '../support/collect-bytes.ts';
import type { DuckdbWorld } from '../support/start-duckdb.ts';

export const allRows: RowPage = { offset: 0, limit: Number.MAX_SAFE_INTEGER };
/** So many do not lie with the job. */
export const many = 2_000;

/** Runs a query, and reads its result as a file of columns. */
export async function columnarResult(
  world: DuckdbWorld,
  format: ColumnarFormat,
  sql: string,
  page = allRows,
): Promise<Buffer> {
  const job = await world.run(sql);
  const { ending } = job.state;
  if (ending.how !== 'succeeded') throw new Error(JSON.stringify(ending));
  const left = new AbortController().signal;
  const answer = await world.actions.readResult(world.projectId, job.id, page, left);
  if (answer.kind !== 'rows') throw new Error(answer.kind);
  const parts = answer.columnar(format);
  if (!parts) throw new Error(`the result is not written as ${format}`);
  return collectBytes(parts);
}
