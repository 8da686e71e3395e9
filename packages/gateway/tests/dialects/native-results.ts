import type { ResultSummary } from '../../src/core/job/ending.ts';
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

/** A dialect whose results have these rows, wherever the engine has them. */
export function startWithRows(
  rowCount: number,
  rows: (left: AbortSignal) => AsyncIterable<string>,
): Promise<Native> {
  const answer = () => withEngine(rowCount);
  return startNative({ script: { answer } }, (actions) => ({
    ...actions,
    readResult: async (...rest) => {
      const read = await actions.readResult(...rest);
      const [, , , left] = rest;
      return read.kind === 'rows' ? { ...read, rows: rows(left) } : read;
    },
  }));
}
