import { expect, it } from 'vitest';
import { shownCheck } from './shown-check.ts';

const operation = { kind: 'operation', engine: 'duckdb', ref: 'his' } as const;

it.each([
  [
    'host pid 7 started 99: alive, runs [hers theirs]',
    true,
    'runs 2 in all, this one not among them',
  ],
  ['host pid 7 started 99: alive, runs []', true, 'runs 0 in all, this one not among them'],
  ['host pid 7 started 99: alive, runs [his hers]', false, 'runs 2 in all, this one among them'],
])('of %s the ids of jobs are not shown', (read, isGone, shown) => {
  const check = { held: operation, isGone, read, at: 1 };
  expect(shownCheck(check, 'p1').read).toBe(`host pid 7 started 99: alive, ${shown}`);
});

it.each([
  ['/srv/my data/projects/p1/results/a.duckdb', 'projects/p1/results/a.duckdb'],
  ['/srv/projects/p1/projects/p1/bucket/.sluice-a', 'projects/p1/bucket/.sluice-a'],
  ['projects/p1/results/a.duckdb', 'projects/p1/results/a.duckdb'],
  ['/elsewhere/a.duckdb', 'a.duckdb'],
])('the path %s is shown from the data directory on', (path, shown) => {
  const check = {
    held: { kind: 'path', path },
    isGone: true,
    read: `${path}: ENOENT`,
    at: 1,
  } as const;
  expect(shownCheck(check, 'p1')).toEqual({
    held: { kind: 'path', path: shown },
    isGone: true,
    read: `${shown}: ENOENT`,
    at: 1,
  });
});

it('of a socket its name is shown', () => {
  const read = 'host pid 7 started 99: gone, killed (connect ENOENT /srv/my data/0a1b.sock)';
  expect(shownCheck({ held: operation, isGone: true, read, at: 1 }, 'p1').read).toBe(
    'host pid 7 started 99: gone, killed (connect ENOENT 0a1b.sock)',
  );
});
