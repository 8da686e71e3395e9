import { existsSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import type { Finding } from '@sluice/protocol';
import { fail, ok } from './finding.ts';

/** SQLite's own check of the file, which reads all of it. */
export function checkStore(dataDir: string): Finding {
  const what = 'state';
  const path = join(dataDir, 'state.db');
  if (!existsSync(path)) return ok(what, 'not made yet');
  try {
    const connection = new BetterSqlite3(path, { readonly: true });
    try {
      const answer = String(connection.pragma('quick_check(1)', { simple: true }));
      if (answer === 'ok') return ok(what, `${path} is whole`);
      return fail(what, `${path} is damaged (${answer}): restore it from a backup`);
    } finally {
      connection.close();
    }
  } catch (error) {
    return fail(what, `${path} cannot be opened: ${(error as Error).message}`);
  }
}
