import type { LiarLane, LiarSession } from './liar-work.ts';
import type { LiarWorld } from './liar-world.ts';

const manyRows = 40;

/** The rows of code that answers at once. */
export function answerOf(
  world: LiarWorld,
  lane: LiarLane,
  word: string,
  argument: string,
): unknown[][] {
  const session = lane.takes === 'statements' ? (lane as LiarSession) : null;
  switch (word) {
    case 'quick':
      return [[42]];
    case 'many':
      return Array.from({ length: manyRows }, (_, at) => [at]);
    case 'count':
      return [[world.tables.get(argument) ?? 0]];
    case 'files':
      return [[world.files.has(argument) ? 1 : 0]];
    case 'set':
      if (session) session.variable = argument;
      return [];
    case 'get':
      return [[session?.variable ?? '']];
    default:
      throw new Error(`the liar does not understand "${word}"`);
  }
}
