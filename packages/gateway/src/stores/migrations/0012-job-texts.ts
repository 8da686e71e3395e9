import { sql } from 'kysely';
import type { Migration } from './migration.ts';

/** The index of texts; see `jobs/text-index.ts`. It fills itself after the start, slice by slice. */
export const jobTexts: Migration = {
  name: '0012-job-texts',
  async up(_schema, _sequence, transaction) {
    // Texts are folded before they come here, since lists fold letters otherwise than SQLite does.
    await sql`
      create virtual table job_texts using fts5(
        text, mark, content = '', contentless_delete = 1, tokenize = 'trigram case_sensitive 1'
      )`.execute(transaction);
    // It merges 64 pages at a time: small ones, so that no write waits for it.
    await sql`insert into job_texts (job_texts, rank) values ('pgsz', 1000)`.execute(transaction);
  },
};
