import type { Kysely, RawBuilder } from 'kysely';
import type { Tables } from '../tables.ts';
import type { Jobs } from './list-ways.ts';

/** The number of a job, so that no more than those of a page are read whole. */
export interface Found {
  readonly seq: number;
}

/** A part of several selections in one order; a job that is in more than one of them comes once. */
export function pickFrom(
  database: Kysely<Tables>,
  branches: readonly Jobs[],
  order: RawBuilder<unknown>,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): Promise<readonly Found[]> {
  const [only, ...others] = branches;
  if (!only) return Promise.resolve([]);
  if (others.length === 0) {
    return only.select('jobs.seq').orderBy(order).limit(limit).offset(offset).execute();
  }
  return database
    .selectFrom(uniteFirst(database, branches, order, offset + limit).as('jobs'))
    .select('jobs.seq')
    .orderBy(order)
    .limit(limit)
    .offset(offset)
    .execute();
}

/** The first of each, which are more than are wanted. */
function uniteFirst(
  database: Kysely<Tables>,
  branches: readonly Jobs[],
  order: RawBuilder<unknown>,
  most: number,
) {
  const parts = branches.map((branch) =>
    database
      .selectFrom(
        branch
          .select(['jobs.seq', 'jobs.submitted_at', 'jobs.duration_ms'])
          .orderBy(order)
          .limit(most)
          .as('part'),
      )
      .selectAll(),
  );
  return parts.reduce((all, part) => all.union(part));
}

/** How many jobs are in any of several selections. */
export async function countAll(
  database: Kysely<Tables>,
  branches: readonly Jobs[],
): Promise<number> {
  const [only, ...others] = branches.map((branch) => branch.select('jobs.seq'));
  if (!only) return 0;
  const all = others.reduce((united, branch) => united.union(branch), only);
  const { jobs } = await database
    .selectFrom(all.as('some'))
    .select(({ fn }) => fn.countAll<number>().as('jobs'))
    .executeTakeFirstOrThrow();
  return jobs;
}
