import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ProjectPlaces } from '../../src/engines/duckdb/project-places.ts';

/** No host opens this database any more, although it looks like a DuckDB file from outside. */
export function shutDatabase({ databaseFile }: ProjectPlaces): void {
  mkdirSync(dirname(databaseFile), { recursive: true });
  writeFileSync(databaseFile, `12345678DUCK${'x'.repeat(20_000)}`);
}
