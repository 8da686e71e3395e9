import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DuckdbWorld, startDuckdb } from '../support/start-duckdb.ts';

describe('a script in SQL', () => {
  let world: DuckdbWorld;
  beforeAll(async () => {
    world = await startDuckdb({ slots: 4 });
  });
  afterAll(() => world.close());

  it('runs its statements one after the other, in a session, and says what each did', async () => {
    const job = await world.submitScript(`-- what happened
CREATE TABLE flights (origin VARCHAR, delay INT);
SET VARIABLE least = 5;

INSERT INTO flights VALUES ('ORD', 4), ('ATL', 17), (NULL, 123456789);
SELECT origin, delay, 12345678901234567890::UBIGINT AS big FROM flights
ORDER BY delay;
CREATE TEMP TABLE mine AS SELECT 1 AS i; SELECT getvariable('least') AS n FROM mine;
`);
    expect((await world.ended(job)).state.ending).toMatchObject({ how: 'succeeded' });
    expect(await world.log(job)).toBe(
      [
        '[1/6] line 2: CREATE TABLE flights (origin VARCHAR, delay INT)',
        'done',
        '[2/6] line 3: SET VARIABLE least = 5',
        'done',
        "[3/6] line 5: INSERT INTO flights VALUES ('ORD', 4), ('ATL', 17), (NULL, 123456789)",
        '3 rows written',
        '[4/6] line 6: SELECT origin, delay, 12345678901234567890::UBIGINT AS big FROM flights ORDER BY delay',
        'origin | delay     | big',
        '-------+-----------+---------------------',
        'ORD    | 4         | 12345678901234567890',
        'ATL    | 17        | 12345678901234567890',
        'NULL   | 123456789 | 12345678901234567890',
        '3 rows',
        '[5/6] line 8: CREATE TEMP TABLE mine AS SELECT 1 AS i',
        'done',
        "[6/6] line 8: SELECT getvariable('least') AS n FROM mine",
        'n',
        '-',
        '5',
        '1 row',
        '',
      ].join('\n'),
    );
    expect(await world.log(job, 'stderr')).toBe('');
    expect(world.files()).toEqual(['scripts']);
  });

  it('ends with the first statement that fails, which is named with its line', async () => {
    const job = await world.submitScript(`
CREATE TABLE steps (i INT);
INSERT INTO steps VALUES (1);
INSERT INTO steps
  VALUES ('no number');
INSERT INTO steps VALUES (4);
SELECT 5;`);
    const { ending } = (await world.ended(job)).state;
    expect(ending).toMatchObject({ how: 'failed', error: { code: 'runtime' } });
    const said = await world.log(job, 'stderr');
    expect(said).toContain('Statement 3 (line 4): Conversion Error');
    expect(said).toContain('the last of the 5 statements that was committed is 2');
    expect(ending).toMatchObject({ error: { message: said.trimEnd() } });
    expect(await world.log(job)).not.toContain('[3/5]');
    expect(await world.rows('FROM steps')).toEqual(['[1]']);
  });

  it('commits a transaction as a whole, or nothing of it', async () => {
    const job = await world.submitScript(
      'CREATE TABLE whole (i INT UNIQUE); BEGIN; INSERT INTO whole VALUES (1); COMMIT; ' +
        'BEGIN; INSERT INTO whole VALUES (2); INSERT INTO whole VALUES (1); COMMIT',
    );
    const { ending } = (await world.ended(job)).state;
    expect(ending).toMatchObject({
      how: 'failed',
      error: { message: expect.stringContaining('that was committed is 4') },
    });
    expect(await world.rows('FROM whole')).toEqual(['[1]']);
  });

  it('tells the first rows of a result, and how many there are (I11)', async () => {
    const job = await world.submitScript(
      "FROM range(200000); SELECT 7 AS again; SELECT repeat('x', 100000) AS long FROM range(3)",
    );
    expect((await world.ended(job)).state.ending.how).toBe('succeeded');
    const log = await world.log(job);
    expect(log).toContain('\n99\nthe first 100 of 200000 rows\n');
    expect(log).toContain('again\n-----\n7\n1 row\n');
    expect(log).toMatch(/x{119}…\n3 rows\n$/);
    expect(world.files()).toEqual(['scripts']);
  });

  it('runs as it was when it began, whatever becomes of its file', async () => {
    const job = await world.submitScript(
      `SELECT count(*) FROM range(30000000) WHERE range % 7 = 3; SELECT 'as it was' AS told`,
    );
    await world.running(job);
    const [bucket, key = ''] = job.request.program?.file.slice('obs://'.length).split('/') ?? [];
    await world.buckets.delete(world.projectId, { bucket: bucket ?? '', key });
    await world.ended(job);
    expect(await world.log(job)).toContain('as it was');
  });

  describe('is refused as a whole, with nothing run', () => {
    it.each([
      ['is empty', '-- nothing\n ;; ', 'There is no statement in it'],
      ['has an error of syntax', 'SELECT 1;\n\nSELEC 2; SELECT 3', 'Statement 2 (line 3): '],
      ['says what may not run', "SELECT 1;\nATTACH 'x.db'", 'Statement 2 (line 2): ATTACH'],
      ['does not end its transaction', 'SELECT 1;\nBEGIN; SELECT 2', 'Statement 2 (line 2): The'],
      ['has places for values', 'SELECT 1;\nSELECT ?', 'Statement 2 (line 2): It has places'],
      ['has a text that does not end', "SELECT 'x;\n", 'Statement 1 (line 1): '],
    ])('where it %s', async (_, text, message) => {
      const job = await world.submitScript(text);
      const { ending } = (await world.ended(job)).state;
      expect(ending).toMatchObject({
        how: 'failed',
        error: { message: expect.stringContaining(message) },
      });
      expect(await world.log(job, 'stderr')).toContain(message);
      expect(await world.log(job)).toBe('');
    });
  });

  it('may have ten megabytes', async () => {
    const texts = Array.from(
      { length: 100 },
      (_, i) => `INSERT INTO large VALUES ('${i}${'x'.repeat(1e5)}');`,
    );
    const text = `CREATE TABLE large (t VARCHAR);\n${texts.join('\n')}`;
    const job = await world.submitScript(text);
    expect((await world.ended(job)).state.ending).toMatchObject({ how: 'succeeded' });
    expect(await world.rows('SELECT count(*), sum(length(t)) FROM large')).toEqual([
      '[100,10000190]',
    ]);
  });
});

describe('a submit of a script in SQL', () => {
  let world: DuckdbWorld;
  beforeAll(async () => {
    world = await startDuckdb();
  });
  afterAll(() => world.close());

  it.each([
    [{ args: ['x'] }, 'has no arguments'],
    [{ files: ['obs://scripts/other.csv'] }, 'has no further files'],
    [{ retries: 1 }, 'has no retries'],
    [{ file: 'obs://scripts/nowhere.sql' }, 'There is no file obs://scripts/nowhere.sql'],
    [{ projectId: 'another' }, 'There is no file obs://scripts/'],
  ])('is refused with %j', async (more, message) => {
    await expect(world.submitScript('SELECT 1', more)).rejects.toThrow(message);
  });

  it('is refused where it is too long', async () => {
    const submitted = world.submitScript(`SELECT 1;${' '.repeat(17 * 2 ** 20)}`);
    await expect(submitted).rejects.toThrow(/has 17825801 bytes; one may have 16777216/);
  });
});
