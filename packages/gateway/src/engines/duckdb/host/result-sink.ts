import type { DuckDBDataChunk, DuckDBResult } from '@duckdb/node-api';
import { ResultReturnType } from '@duckdb/node-api';
import type { ResultSummary } from '../../../core/job/ending.ts';
import { columnOf } from '../types/type-words.ts';
import { chunkJsonWriter } from '../types/row-json.ts';
import type { ResultFiles } from './result-files.ts';
import type { ResultShare } from './result-tally.ts';

/** A result of at most so many rows and characters travels in the message of the ending. */
const inlineRows = 1_000;
const inlineCharacters = 64 * 1_024;

/**
 * Takes a result from the stream of its statement, chunk by chunk: few rows as text, many into a file
 * of their own, never all of them in memory.
 * @param share is told how large the result is, and may refuse it
 * @param stopped says that nobody wants the rows any more
 */
export async function drainResult(
  result: DuckDBResult,
  file: string,
  files: ResultFiles,
  share: ResultShare,
  stopped: () => boolean,
): Promise<ResultSummary> {
  if (result.returnType !== ResultReturnType.QUERY_RESULT) return summaryOfWrite(result);

  const types = result.columnTypes();
  const columns = result.columnNames().map((name, index) => columnOf(name, typeAt(types, index)));
  const write = chunkJsonWriter(types);
  const kept: DuckDBDataChunk[] = [];
  const lines: string[] = [];
  let characters = 0;
  for (;;) {
    const chunk = await nextChunk(result);
    if (!chunk || stopped()) {
      share.note(Buffer.byteLength(JSON.stringify(lines)));
      return {
        columns,
        rowCount: lines.length,
        affectedRows: null,
        rows: { at: 'inline', lines },
      };
    }
    kept.push(chunk);
    for (const line of write(chunk)) {
      lines.push(line);
      characters += line.length;
    }
    if (lines.length > inlineRows || characters > inlineCharacters) break;
  }

  const { rowCount, bytes } = await files.write(file, types, kept, share, () =>
    stopped() ? Promise.resolve(null) : nextChunk(result),
  );
  return { columns, rowCount, affectedRows: null, rows: { at: 'engine', bytes } };
}

/** INSERT and its like answer one row with the number of rows written; DDL answers nothing. */
async function summaryOfWrite(result: DuckDBResult): Promise<ResultSummary> {
  const chunk = await nextChunk(result);
  const count =
    result.returnType === ResultReturnType.CHANGED_ROWS ? chunk?.getRows()[0]?.[0] : null;
  return {
    columns: [],
    rowCount: 0,
    affectedRows: count === null || count === undefined ? null : Number(count),
    rows: { at: 'none' },
  };
}

/** A stream that failed looks like one that ended: the caller asks the transaction afterwards. */
async function nextChunk(result: DuckDBResult): Promise<DuckDBDataChunk | null> {
  const chunk = await result.fetchChunk();
  return chunk && chunk.rowCount > 0 ? chunk : null;
}

function typeAt<T>(types: readonly T[], index: number): T {
  const type = types[index];
  if (type === undefined) throw new Error(`the result has no column ${index}`);
  return type;
}
