import { type Kysely, sql, type Transaction } from 'kysely';
import type { Tables } from '../tables.ts';
import { countTo } from './count-to.ts';

/**
 * `job_texts` has which texts contain which three letters in a row, under the number of the job. What it
 * finds are candidates: the text itself is asked again. It is not written with the job, since that would
 * cost each submit more than a slice of many does: jobs above the highest number in it are not in it yet.
 */

/** A longer one would hold up others while it is split: it is found by its mark, whatever is asked. */
const longestBytes = 8_192;
/** What takes some milliseconds to write. */
const sliceBytes = 32_768;
export const sliceLength = 200;
/** What the index merges of itself keeps up with what comes in, and with what goes. */
const mergedPages = { perIndexed: 2, perDeleted: 1 };

/** Takes the next slice of jobs into the index. */
export async function indexTexts(transaction: Transaction<Tables>): Promise<void> {
  const last = await lastIndexed(transaction);
  await sql`
    insert into job_texts (rowid, text, mark)
    select seq, iif(bytes > ${longestBytes}, '', lower(sql)), iif(bytes > ${longestBytes}, 'long', '')
    from (
      select seq, sql, bytes, sum(min(bytes, ${longestBytes})) over (order by seq) as slice
      from (
        select seq, sql, octet_length(sql) as bytes from jobs
        where seq > ${last} order by seq limit ${sliceLength}
      )
    )
    where slice <= ${sliceBytes}`.execute(transaction);
  await merge(transaction, sliceLength * mergedPages.perIndexed);
}

/** In the transaction that deletes the jobs. */
export async function forgetTexts(
  transaction: Transaction<Tables>,
  seqs: readonly number[],
): Promise<void> {
  if (seqs.length === 0) return;
  await transaction.deleteFrom('job_texts').where('rowid', 'in', seqs).execute();
  await merge(transaction, seqs.length * mergedPages.perDeleted);
}

/** Puts segments of the index together, and takes out what was deleted of them: so many pages of 1,000 bytes, if there is as much to do. */
async function merge(transaction: Transaction<Tables>, pages: number): Promise<void> {
  await sql`
    insert into job_texts (job_texts, rank) values ('merge', cast(${pages} as integer))`.execute(
    transaction,
  );
}

/** How many jobs are not in the index yet; counted to `most`. */
export async function countUnindexed(database: Kysely<Tables>, most: number): Promise<number> {
  const unindexed = selectUnindexed(database, await lastIndexed(database));
  return countTo(database, unindexed, most);
}

/**
 * Selects the numbers of the jobs of all projects that can have a part in their text.
 * @returns null where the part is too short for the index, or more than `most` jobs can have it
 */
export async function selectCandidates(database: Kysely<Tables>, part: string, most: number) {
  const folded = part.toLowerCase();
  // SQLite's LIKE ends at a NUL, and the index does not.
  if (Array.from(folded).length < 3 || folded.includes('\0')) return null;
  const phrase = `text : "${folded.replaceAll('"', '""')}" OR mark : "long"`;
  const last = await lastIndexed(database);
  const candidates = database
    .selectFrom('job_texts')
    .select('rowid as seq')
    .where(sql<boolean>`job_texts match ${phrase}`)
    .unionAll(selectUnindexed(database, last));
  return (await countTo(database, candidates, most + 1)) > most ? null : candidates;
}

function selectUnindexed(database: Kysely<Tables>, last: number) {
  return database.selectFrom('jobs').select('seq').where('seq', '>', last);
}

/** SQLite keeps a row for each indexed job here, with its number. */
async function lastIndexed(database: Kysely<Tables>): Promise<number> {
  const { last } = await database
    .selectFrom('job_texts_docsize')
    .select(({ fn }) => fn.max<number | null>('id').as('last'))
    .executeTakeFirstOrThrow();
  return last ?? 0;
}
