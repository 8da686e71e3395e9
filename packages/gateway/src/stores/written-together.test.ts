import type { Transaction } from 'kysely';
import { expect, it } from 'vitest';
import type { Tables } from './tables.ts';
import { WrittenTogether } from './written-together.ts';

it('what cannot be written is told to those who asked, and not to who asks later', async () => {
  const refusals = [new Error('the database is locked')];
  const written: string[][] = [];
  const together = new WrittenTogether<string, number>(
    {
      // As where no transaction can begin: the work is never run.
      write: async (work) => {
        await Promise.resolve();
        const refusal = refusals.pop();
        if (refusal) throw refusal;
        written.push([]);
        return work({} as Transaction<Tables>);
      },
    },
    async (_, thing) => written.at(-1)?.push(thing) ?? 0,
  );
  const write = (...things: readonly string[]) =>
    Promise.allSettled(things.map((thing) => together.write(thing)));
  const refused = { status: 'rejected', reason: new Error('the database is locked') };
  expect(await write('one', 'two')).toEqual([refused, refused]);
  expect(await write('three', 'four')).toMatchObject([{ value: 1 }, { value: 2 }]);
  expect(written).toEqual([['three', 'four']]);
});
