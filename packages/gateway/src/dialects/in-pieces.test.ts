import { describe, expect, it } from 'vitest';
import { inPieces } from './in-pieces.ts';

async function* texts(count: number): AsyncGenerator<string> {
  for (let number = 0; number < count; number++) yield `${'x'.repeat(1_023)}\n`;
}

describe('texts put together in pieces', () => {
  it('are all there, in their order, a few for many', async () => {
    const pieces = await Array.fromAsync(inPieces(texts(200)));
    expect(pieces).toHaveLength(4);
    expect(pieces.join('')).toBe((await Array.fromAsync(texts(200))).join(''));
  });

  it('let others have their turn, also where the reader never waits', async () => {
    let turns = 0;
    const turn = () => {
      turns += 1;
      next = setImmediate(turn);
    };
    let next = setImmediate(turn);
    for await (const _ of inPieces(texts(1_000)));
    clearImmediate(next);
    expect(turns).toBeGreaterThanOrEqual(15);
  });
});
