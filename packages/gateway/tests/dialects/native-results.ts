import type { ResultSummary } from '../../src/core/job/ending.ts';
import type { ResultReader } from '../../src/core/ports/result-reader.ts';
import { type Native, startNative } from './start-native.ts';

export const endless = Number.MAX_SAFE_INTEGER;
export const filling = 'x'.repeat(100);

export async function* rowsUntil(count: number, fault?: Error): AsyncGenerator<string> {
  for (let n = 0; n < count; n++) yield `[${n},"${filling}",null]`;
  if (fault) throw fault;
}

const columns = [
  { name: 'n', type: 'decimal(38,0)', engineType: 'HUGEINT' },
  { name: 'b', type: 'string', engineType: 'VARCHAR' },
  { name: 'b', type: 'string', engineType: 'VARCHAR' },
];

export function inline(lines: readonly string[]): ResultSummary {
  return { columns, rowCount: lines.length, affectedRows: null, rows: { at: 'inline', lines } };
}

export function withEngine(rowCount: number): ResultSummary {
  return { columns, rowCount, affectedRows: null, rows: { at: 'engine', bytes: 1 } };
}

/** A dialect over an engine whose results have so many rows, and that reads these. */
export async function startWithRows(
  rowCount: number,
  rows: (left: AbortSignal) => AsyncIterable<string>,
): Promise<Native> {
  const native = await startNative({ script: { answer: () => withEngine(rowCount) } });
  const readRows: ResultReader['readRows'] = (_job, _page, left) => rows(left);
  Object.assign(native.core.engine, { readRows });
  return native;
}
