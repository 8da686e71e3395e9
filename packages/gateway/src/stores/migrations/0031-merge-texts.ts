import { sql } from 'kysely';
import type { Migration } from './migration.ts';

/** Segments of the index of texts are merged by who adds to them or takes away; see `jobs/text-index.ts`. */
export const mergeTexts: Migration = {
  name: '0031-merge-texts',
  async up(_schema, _sequence, transaction) {
    // By itself it merged within a commit, up to 130 ms of it where many jobs were deleted.
    await sql`insert into job_texts (job_texts, rank) values ('automerge', 0)`.execute(transaction);
    // So many of one size would be merged at once: they do not come together.
    await sql`insert into job_texts (job_texts, rank) values ('crisismerge', 400)`.execute(
      transaction,
    );
  },
};
