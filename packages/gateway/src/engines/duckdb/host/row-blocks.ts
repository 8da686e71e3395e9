import type { ResultBlock } from '../result-frames.ts';
import type { RangeWriter } from './range-writer.ts';

/** DuckDB stores that many rows together, and reads others of them in vain. */
const groupRows = 122_880;

/** From the row `from` on, up to before the row `until`. */
export interface RowRange {
  readonly from: number;
  readonly until: number;
}

/** SQL for these rows of a table. */
export function rowsOf(table: string, { from, until }: RowRange): string {
  return `(SELECT * FROM ${table} WHERE rowid BETWEEN ${from} AND ${until - 1})`;
}

/**
 * The rows of a range in blocks, each written as a whole. There are as many blocks under way as writers, and no
 * more before somebody takes them.
 * @param mostBytes no more of them are put together at once
 */
export async function* rowBlocks(
  writers: readonly RangeWriter[],
  range: RowRange,
  mostBytes: number,
): AsyncGenerator<ResultBlock> {
  const begun: Begun[] = [];
  const groups = groupsOf(range);
  try {
    for (let turn = 0; ; turn++) {
      const writer = writers[turn % writers.length];
      const group = groups.next();
      if (!group.done && writer) begun.push(begin(blocksOf(writer, group.value, mostBytes)));
      if (!group.done && begun.length < writers.length) continue;
      const current = begun.shift();
      if (!current) return;
      const first = await current.first;
      if (!first.done) yield first.value;
      yield* current.blocks;
    }
  } finally {
    for (const writer of writers) writer.interrupt();
    await Promise.allSettled(begun.map(({ first }) => first));
    for (const writer of writers) writer.close();
  }
}

interface Begun {
  readonly blocks: AsyncGenerator<ResultBlock>;
  readonly first: Promise<IteratorResult<ResultBlock, unknown>>;
}

function begin(blocks: AsyncGenerator<ResultBlock>): Begun {
  const first = blocks.next();
  // Whoever takes it hears of a failure; until then, and where nobody does, it is none of its own.
  first.catch(() => {});
  return { blocks, first };
}

/** As they are stored together. */
function* groupsOf({ from, until }: RowRange): Generator<RowRange> {
  for (let at = from; at < until;) {
    const next = Math.min(until, (Math.floor(at / groupRows) + 1) * groupRows);
    yield { from: at, until: next };
    at = next;
  }
}

async function* blocksOf(
  writer: RangeWriter,
  range: RowRange,
  mostBytes: number,
): AsyncGenerator<ResultBlock> {
  const rows = range.until - range.from;
  const bytes = await writer.bytesIn(range);
  const parts = Math.min(rows, Math.ceil(bytes / mostBytes));
  if (parts <= 1) {
    yield { rows, bytes: await writer.write(range, bytes) };
    return;
  }
  // What is long may lie unevenly: each part is looked at again.
  const partRows = Math.ceil(rows / parts);
  for (let from = range.from; from < range.until; from += partRows) {
    const part = { from, until: Math.min(range.until, from + partRows) };
    yield* blocksOf(writer, part, mostBytes);
  }
}
