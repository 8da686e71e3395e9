import { closeSync, existsSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '@sluice/protocol';
import { fail, ok } from './finding.ts';

/** Every DuckDB file has these letters after its checksum. */
const magic = 'DUCK';
const magicAt = 8;

/**
 * Whether each project's database can be read, and is a DuckDB file by its first bytes. Only a host finds
 * out whether it opens, and one may have it open meanwhile.
 */
export function checkLakes(dataDir: string): readonly Finding[] {
  const what = 'databases';
  const projects = join(dataDir, 'projects');
  const files = existsSync(projects)
    ? readdirSync(projects)
        .map((name) => join(projects, name, 'lake.duckdb'))
        .filter((file) => existsSync(file))
    : [];
  const bad = files.map(checkLake).filter((finding) => finding !== null);
  return bad.length > 0
    ? bad
    : [ok(what, `${files.length}, one for each project, each a DuckDB file by its first bytes`)];
}

function checkLake(file: string): Finding | null {
  const what = 'databases';
  try {
    const handle = openSync(file, 'r');
    try {
      const bytes = Buffer.alloc(magic.length);
      readSync(handle, bytes, 0, magic.length, magicAt);
      if (bytes.toString('latin1') === magic) return null;
      return fail(what, `${file} is no DuckDB file: restore it from a backup`);
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    return fail(what, `${file} cannot be read: ${(error as Error).message}`);
  }
}
