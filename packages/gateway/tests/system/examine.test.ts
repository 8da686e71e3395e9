import { chmodSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/read-config.ts';
import { examine } from '../../src/doctor/examine.ts';
import { openSqliteStores } from '../../src/stores/sqlite/open-sqlite-stores.ts';
import { systemClock } from '../../src/system/system-clock.ts';
import { makeCertificate, whyNoCertificate } from '../support/make-certificate.ts';

const dayMs = 24 * 60 * 60 * 1_000;

describe('the doctor, without a gateway', () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'sluice-test-doctor-'));
    await (await openSqliteStores(join(dataDir, 'state.db'), systemClock)).close();
    mkdirSync(join(dataDir, 'projects', 'p1'), { recursive: true });
    writeFileSync(join(dataDir, 'projects', 'p1', 'lake.duckdb'), '12345678DUCK');
  });
  afterEach(() => rmSync(dataDir, { recursive: true }));

  const look = async (more: NodeJS.ProcessEnv = {}, now = Date.now()) =>
    examine(readConfig({ SLUICE_DATA_DIR: dataDir, ...more }, dataDir), now);
  const failing = async (more?: NodeJS.ProcessEnv, now?: number) =>
    (await look(more, now))
      .filter(({ level }) => level !== 'ok')
      .filter(({ what }) => !['disk', 'memory'].includes(what));

  it('finds nothing where nothing is wrong', async () => {
    expect(await failing()).toEqual([]);
  });

  it.each<[string, () => void, string, RegExp]>([
    ['open to others', () => chmodSync(dataDir, 0o755), 'data directory', /chmod 700/],
    [
      'a secret that others read',
      () => writeFileSync(join(dataDir, 'secret.key'), '', { mode: 0o644 }),
      'secrets',
      /chmod 600/,
    ],
    [
      'a state that is damaged',
      () => writeFileSync(join(dataDir, 'state.db'), 'x'.repeat(8_192)),
      'state',
      /cannot be opened|is damaged/,
    ],
    [
      'a lake that is none',
      () => writeFileSync(join(dataDir, 'projects', 'p1', 'lake.duckdb'), 'nothing of the kind'),
      'databases',
      /is no DuckDB file/,
    ],
    ['a killed gateway', () => writeFileSync(join(dataDir, 'admin.sock'), ''), 'gateway', /killed/],
    [
      'a clock that was set back',
      () => utimesSync(join(dataDir, 'state.db'), new Date(), new Date(Date.now() + dayMs)),
      'clock',
      /written later/,
    ],
  ])('finds %s', async (_what, harm, what, detail) => {
    harm();
    expect(await failing()).toMatchObject([
      { what, detail: expect.stringMatching(detail) as string },
    ]);
  });

  it('finds that there is no directory', async () => {
    const found = await failing({ SLUICE_DATA_DIR: join(dataDir, 'nowhere') });
    expect(found).toMatchObject([{ level: 'fail', what: 'data directory' }]);
  });

  it.skipIf(whyNoCertificate())('counts the days of a certificate', async () => {
    const { certFile, keyFile } = makeCertificate(dataDir, 'lake');
    const tls = { SLUICE_TLS_CERT: certFile, SLUICE_TLS_KEY: keyFile };
    expect(await failing(tls)).toEqual([]);
    const later = await failing(tls, Date.now() + 20 * dayMs);
    expect(later).toMatchObject([{ level: 'warn', what: 'certificate' }]);
    const tooLate = await failing(tls, Date.now() + 40 * dayMs);
    expect(tooLate).toMatchObject([{ level: 'fail', what: 'certificate' }]);
  });
});
