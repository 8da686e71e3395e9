import { expect, it } from 'vitest';
import { Turns } from './turns.ts';

it('lets so many work at once, the others in order, also after one that fails', async () => {
  const turns = new Turns(2);
  const begun: number[] = [];
  const ends = Array.from({ length: 4 }, () => Promise.withResolvers<number>());
  const works = ends.map(({ promise }, index) =>
    turns.take(() => {
      begun.push(index);
      return promise;
    }),
  );
  const told = Promise.allSettled(works);
  expect(begun).toEqual([0, 1]);
  ends[1]?.reject(new Error('failed'));
  await expect(works[1]).rejects.toThrow('failed');
  expect(begun).toEqual([0, 1, 2]);
  for (const [index, { resolve }] of ends.entries()) resolve(index);
  expect((await told).map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
    'fulfilled',
  ]);
  expect(begun).toEqual([0, 1, 2, 3]);
});

it('gives the next turn to the lowest rank, as it is by then', async () => {
  const turns = new Turns(1);
  const begun: string[] = [];
  const first = Promise.withResolvers<void>();
  let rank = 3;
  const works = [
    turns.take(() => first.promise),
    turns.take(
      async () => void begun.push('middle'),
      () => 2,
    ),
    turns.take(
      async () => void begun.push('changed'),
      () => rank,
    ),
    turns.take(
      async () => void begun.push('middle too'),
      () => 2,
    ),
  ];
  rank = 1;
  first.resolve();
  await Promise.all(works);
  expect(begun).toEqual(['changed', 'middle', 'middle too']);
});
