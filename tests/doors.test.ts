import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');

/** A file that breaks a door of ARCHITECTURE.md, and what it imports. */
const breaches: readonly (readonly [file: string, source: string])[] = [
  ['packages/gateway/src/core/actions/x.ts', "import '../../engines/duckdb/duckdb-engine.ts';"],
  ['packages/gateway/src/core/runner/x.ts', "import 'node:fs';"],
  ['packages/gateway/src/core/runner/x.ts', 'export const now = Date.now();'],
  ['packages/gateway/src/core/job/x.ts', "import '../ports/engine.ts';"],
  ['packages/gateway/src/core/job/x.ts', "import 'node:fs';"],
  ['packages/gateway/src/core/actions/x.ts', "import '../../system/random-ids.ts';"],
  ['packages/gateway/src/core/actions/x.ts', "import 'kysely';"],
  ['packages/gateway/src/dialects/dli/x.ts', "import '../native/native-dialect.ts';"],
  ['packages/gateway/src/dialects/native/routes/x.ts', "import '../../dli/dli-dialect.ts';"],
  ['packages/gateway/src/engines/duckdb/x.ts', "import '../scripted/scripted-engine.ts';"],
  ['packages/gateway/src/engines/duckdb/x.ts', "import '../process/start-batch.ts';"],
  ['packages/gateway/src/engines/process/x.ts', "import '../duckdb/duckdb-engine.ts';"],
  ['packages/gateway/src/engines/scripted/x.ts', "import '../duckdb/duckdb-engine.ts';"],
  ['packages/gateway/src/stores/x.ts', "import '../compose.ts';"],
  ['packages/gateway/src/stores/x.ts', "import '../system/random-ids.ts';"],
  ['packages/gateway/src/dialects/dli/x.ts', "import '../../stores/stores.ts';"],
  ['packages/gateway/src/dialects/dli/x.ts', "import '../../http/build-app.ts';"],
  ['packages/gateway/src/engines/duckdb/x.ts', "import '../../http/build-app.ts';"],
  ['packages/gateway/src/stores/x.ts', "import '../engines/duckdb/duckdb-engine.ts';"],
  ['packages/gateway/src/http/x.ts', "import '../dialects/dli/dli-dialect.ts';"],
  ['packages/gateway/src/admin/x.ts', "import '../stores/stores.ts';"],
  ['packages/gateway/src/admin/verbs/x.ts', "import '../../http/build-app.ts';"],
  ['packages/gateway/src/backup/x.ts', "import '../engines/duckdb/duckdb-engine.ts';"],
  ['packages/gateway/src/backup/x.ts', "import '../system/system-clock.ts';"],
  ['packages/gateway/src/admin/verbs/x.ts', "import '../../backup/make-backup.ts';"],
  ['packages/gateway/src/admin/x.ts', 'export const home = process.env;'],
  ['packages/client/src/admin/x.ts', "import '@sluice/gateway';"],
  ['packages/client/src/x.ts', "import 'node:fs';"],
  ['packages/gateway/src/http/x.ts', 'export const home = process.env;'],
  ['packages/gateway/src/metrics/x.ts', "import '../stores/stores.ts';"],
  ['packages/gateway/src/doctor/x.ts', "import '../stores/stores.ts';"],
  ['packages/gateway/src/system/x.ts', "import '../stores/stores.ts';"],
  ['packages/protocol/src/x.ts', "import 'node:fs';"],
  ['packages/client/src/x.ts', "import '@sluice/gateway';"],
  ['packages/cli/src/x.ts', "import '@sluice/protocol';"],
  ['packages/conformance/src/x.ts', "import '@sluice/client';"],
  ['packages/conformance/tests/x.ts', "import '../../gateway/src/compose.ts';"],
];

describe('the doors', () => {
  let house: string;
  beforeAll(() => {
    house = mkdtempSync(join(tmpdir(), 'sluice-test-doors-'));
    copyFileSync(join(root, '.oxlintrc.json'), join(house, '.oxlintrc.json'));
    symlinkSync(join(root, 'node_modules'), join(house, 'node_modules'));
  });
  afterAll(() => rmSync(house, { recursive: true }));

  it.each(breaches)('lint sees %s with %s', (file, source) => {
    expect(lintErrors(file, `${source}\n`)).toMatch(/no-restricted-(imports|globals)/);
  });

  it('lint lets a clean file pass', () => {
    const source = "import type { Job } from '../job/job.ts';\nexport type Mine = Job;\n";
    expect(lintErrors('packages/gateway/src/core/actions/x.ts', source)).toBe('');
  });

  /** What lint says of one file in an empty house; empty when it says nothing. */
  function lintErrors(file: string, source: string): string {
    const path = join(house, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, source);
    try {
      execFileSync(join(root, 'node_modules/.bin/oxlint'), ['--deny-warnings', file], {
        cwd: house,
        encoding: 'utf8',
        stdio: 'pipe',
      });
      return '';
    } catch (error) {
      return (error as { stdout: string }).stdout;
    } finally {
      rmSync(path);
    }
  }
});
