import type { ResultSummary } from '../../src/core/job/ending.ts';
import type { ResultPart, ResultReader } from '../../src/core/ports/result-reader.ts';
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
  Object.assign(native.core.engine.results, { readRows });
  return native;
}

/** A dialect over an engine whose results have so many rows, and that writes these parts of a file of columns. */
export async function startWithParts(
  rowCount: number,
  parts: (left: AbortSignal) => AsyncIterable<ResultPart>,
): Promise<Native> {
  const native = await startNative({ script: { answer: () => withEngine(rowCount) } });
  const readColumnar: ResultReader['readColumnar'] = (_job, _format, _page, left) => parts(left);
  Object.assign(native.core.engine.results, { readColumnar });
  return native;
}

/** Parts of a thousand rows each. */
export async function* partsUntil(count: number, fault?: Error): AsyncGenerator<ResultPart> {
  const bytes = Buffer.alloc(100_000, 'x');
  for (let n = 0; n < count; n += 1_000) yield { rows: 1_000, bytes };
  if (fault) throw fault;
}
