import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProjectPlaces } from '../../src/engines/duckdb/project-places.ts';
import { connectInMemory, queryLines } from '../../src/engines/duckdb/types/query-in-memory.ts';
import { type DuckdbWorld, startDuckdb } from '../support/start-duckdb.ts';
import type { Answer, DliCalls } from './call-dli.ts';
import { callDliOnDuckdb } from './call-dli-on-duckdb.ts';

interface Accepted {
  readonly job_id: string;
}

describe('imports and exports on DuckDB', () => {
  let world: DuckdbWorld;
  let dli: DliCalls;
  let bucketDir: string;
  beforeAll(async () => {
    world = await startDuckdb();
    dli = await callDliOnDuckdb(world);
    bucketDir = join(world.dataDir, 'projects', world.projectId, 'bucket');
    mkdirSync(join(bucketDir, 'lake', 'in'), { recursive: true });
    put('readme.txt', 'so that the bucket is there');
    await world.run('CREATE SCHEMA sales');
    await world.run(
      `CREATE TABLE sales.orders AS SELECT range AS id, DATE '2024-01-01' AS day, 'n "' || range AS name
       FROM range(5000)`,
    );
    await world.run('CREATE TABLE sales.copied (id BIGINT, day DATE, name VARCHAR)');
  });
  afterAll(async () => {
    await dli.close();
    await world.close();
  });

  const put = (key: string, text: string | Buffer) =>
    writeFileSync(join(bucketDir, 'lake', key), text);
  const inBucket = (path: string) => join(bucketDir, 'lake', path);
  const status = async (jobId: string) => (await dli.call('GET', `jobs/${jobId}/status`)).body;

  /** What became of the job that a call began. */
  async function outcome(answer: Answer): Promise<object> {
    expect([answer.text, answer.status]).toEqual([expect.anything(), 200]);
    const { job_id } = answer.body as Accepted;
    await world.actions.awaitEnding(world.projectId, job_id, 60_000);
    return (await status(job_id)) as object;
  }

  const orders = { database_name: 'sales', table_name: 'orders' };
  const copied = { database_name: 'sales', table_name: 'copied' };
  const exportTable = (body: object) =>
    dli.call('POST', 'jobs/export-table', { ...orders, compress: 'none', ...body });
  const importTable = (body: object) =>
    dli.call('POST', 'jobs/import-table', { ...copied, ...body });
  const finished = { status: 'FINISHED', message: '' };

  it.each([
    { data_type: 'csv', compress: 'none', with_column_header: 'true' },
    { data_type: 'csv', compress: 'gzip' },
    { data_type: 'json', compress: 'gzip' },
    { data_type: 'json', compress: 'none' },
    { data_type: 'parquet', compress: 'none' },
    { data_type: 'parquet', compress: 'gzip' },
  ])('takes a table out and in again as $data_type, $compress', async (form) => {
    const folder = `out/${form.data_type}-${form.compress}`;
    const data_path = `obs://lake/${folder}`;
    const exported = await exportTable({ ...form, data_path });
    expect(exported.body).toMatchObject({
      message: `export all data from table sales.orders to path ${data_path} started`,
      job_mode: 'async',
    });
    expect(await outcome(exported)).toMatchObject({
      ...finished,
      job_type: 'EXPORT',
      ...orders,
      result_count: 5_000,
      result_path: data_path,
    });
    const { data_type, with_column_header } = form;
    const read = { data_path: `${data_path}/`, data_type, with_column_header, overwrite: true };
    const imported = await importTable(read);
    expect(imported.body).toMatchObject({ message: 'import data to table copied started' });
    expect(await outcome(imported)).toMatchObject({
      ...finished,
      job_type: 'IMPORT',
      ...copied,
      result_count: 5_000,
    });
    expect(await world.rows('FROM sales.copied EXCEPT FROM sales.orders')).toEqual([]);
    expect(await world.rows('SELECT count(*) FROM sales.copied')).toEqual(['[5000]']);
  });

  it('tells what it moved, and is listed by type and table', async () => {
    const data_path = 'obs://lake/told';
    const exported = (await exportTable({ data_path, data_type: 'csv' })).body as Accepted;
    await world.actions.awaitEnding(world.projectId, exported.job_id, 60_000);
    expect((await dli.call('GET', `jobs/${exported.job_id}/detail`)).body).toMatchObject({
      data_path,
      data_type: 'csv',
      ...orders,
      export_mode: 'ErrorIfExists',
      compress: 'none',
    });
    put('in/one.csv', '1,2024-01-01,a\n');
    const imported = await importTable({ data_path: 's3a://lake/in/one.csv', data_type: 'csv' });
    const { job_id } = imported.body as Accepted;
    expect((await dli.call('GET', `jobs/${job_id}/detail`)).body).toMatchObject({
      data_path: 'obs://lake/in/one.csv',
      data_type: 'csv',
      ...copied,
      with_column_header: false,
      delimiter: ',',
      quote_char: '"',
      escape_char: '\\',
      date_format: 'yyyy-MM-dd',
      timestamp_format: 'yyyy-MM-dd HH:mm:ss',
    });
    await world.actions.awaitEnding(world.projectId, job_id, 60_000);
    const listed = await dli.call('GET', 'jobs?job-type=IMPORT&table_name=Copied&page-size=1');
    expect(listed.body).toMatchObject({ jobs: [{ job_id, job_type: 'IMPORT', ...copied }] });
    const none = await dli.call('GET', 'jobs?job-type=IMPORT&table_name=orders');
    expect(none.body).toMatchObject({ job_count: 0 });
  });

  it('replaces a folder only where it is told to, and then as a whole', async () => {
    const form = { data_path: 'obs://lake/again/here', data_type: 'csv' };
    expect(await outcome(await exportTable(form))).toMatchObject(finished);
    writeFileSync(inBucket('again/here/other.txt'), 'goes');
    expect(await exportTable(form)).toMatchObject({
      status: 400,
      body: { error_code: 'DLI.0006' },
    });
    const replaced = await exportTable({ ...form, export_mode: 'Overwrite', compress: 'gzip' });
    expect(await outcome(replaced)).toMatchObject(finished);
    const names = readdirSync(inBucket('again/here'));
    expect(names.filter((name) => !/^part_\d+\.csv\.gz$/.test(name))).toEqual([]);
    expect(readdirSync(bucketDir)).toEqual(['lake']);
  });

  it('exports the result that a query had, row for row', async () => {
    const query = await world.run(
      `SELECT id, name, [1, 2] AS l, NULL AS n, '' AS e, 1.50::DECIMAL(9,2) AS "数"
       FROM sales.orders ORDER BY id LIMIT 3`,
    );
    const exportResult = (body: object) =>
      dli.call('POST', `jobs/${query.id}/export-result`, { data_type: 'csv', ...body });
    const csv = await exportResult({ data_path: 'obs://lake/result', with_column_header: true });
    expect(await outcome(csv)).toMatchObject({ ...finished, job_type: 'EXPORT', result_count: 3 });
    expect(readFileSync(inBucket('result/part_0.csv'), 'utf8')).toBe(
      'id,name,l,n,e,数\n' +
        [0, 1, 2].map((id) => `${id},"n \\"${id}","[1,2]",,"",1.50\n`).join(''),
    );
    const json = {
      data_path: 'obs://lake/json',
      data_type: 'json',
      compress: 'gzip',
      limit_num: 1,
    };
    expect(await outcome(await exportResult(json))).toMatchObject({ result_count: 1 });
    const text = gunzipSync(readFileSync(inBucket('json/part_0.json.gz'))).toString();
    expect(text).toBe('{"id":0,"name":"n \\"0","l":[1,2],"n":null,"e":"","数":"1.50"}\n');
    expect(await exportResult({ data_path: 'obs://lake/json' })).toMatchObject({
      body: { error_code: 'DLI.0006' },
    });
  });

  it('exports as JSON every column of a name that several have', async () => {
    const query = await world.run('SELECT 1 AS a, 2 AS a, 3 AS "A"');
    const path = `jobs/${query.id}/export-result`;
    const body = { data_path: 'obs://lake/names', data_type: 'json' };
    expect(await outcome(await dli.call('POST', path, body))).toMatchObject(finished);
    expect(readFileSync(inBucket('names/part_0.json'), 'utf8')).toBe('{"a":1,"a_1":2,"A":3}\n');
  });

  it('exports a result that was too large for the store, though its table is gone', async () => {
    await world.run('CREATE TABLE sales.many AS SELECT range AS n FROM range(200000)');
    const query = await world.run('SELECT n, n * 2 AS twice FROM sales.many ORDER BY n');
    await world.run('DROP TABLE sales.many');
    const path = `jobs/${query.id}/export-result`;
    const body = { data_path: 'obs://lake/many', data_type: 'csv', limit_num: 150_000 };
    expect(await outcome(await dli.call('POST', path, body))).toMatchObject(finished);
    const lines = readFileSync(inBucket('many/part_0.csv'), 'utf8').trim().split('\n');
    expect([lines.length, lines[0], lines.at(-1)]).toEqual([150_000, '0,0', '149999,299998']);
  });

  it.each([
    { compress: 'none', codec: 'UNCOMPRESSED' },
    { compress: 'gzip', codec: 'GZIP' },
  ])('exports a result as one Parquet file, $compress as that of a table', async (form) => {
    const { compress, codec } = form;
    const data_type = 'parquet';
    const few = await world.run('SELECT n, n AS "N", 1::UTINYINT AS t FROM range(5) r(n)');
    const many = await world.run(
      `SELECT n, 'row ' || n AS s, n::HUGEINT AS h FROM range(300000) r(n) ORDER BY n DESC`,
    );
    const folder = (of: string) => `typed-${compress}/${of}`;
    const exported = [
      [few.id, 'few', 2, 2],
      [few.id, 'none', 0, 5],
      [many.id, 'many', 250_000, 250_000],
    ] as const;
    for (const [jobId, of, limit_num, result_count] of exported) {
      const body = { data_path: `obs://lake/${folder(of)}`, data_type, compress, limit_num };
      const answer = await dli.call('POST', `jobs/${jobId}/export-result`, body);
      expect(await outcome(answer)).toMatchObject({ ...finished, result_count });
      expect(readdirSync(inBucket(folder(of)))).toEqual(['part_0.parquet']);
    }
    await outcome(
      await exportTable({ data_path: `obs://lake/${folder('table')}`, data_type, compress }),
    );
    const reader = await connectInMemory();
    const filesOf = (of: string) => `'${inBucket(folder(of))}/*.parquet'`;
    for (const of of ['few', 'many', 'table']) {
      const codecs = `SELECT DISTINCT compression FROM parquet_metadata(${filesOf(of)})`;
      expect(await queryLines(reader, codecs)).toEqual([`["${codec}"]`]);
    }
    expect(await queryLines(reader, `FROM ${filesOf('few')}`)).toEqual(['[0,0,1]', '[1,1,1]']);
    const names = `SELECT name FROM parquet_schema(${filesOf('few')}) OFFSET 1`;
    expect(await queryLines(reader, names)).toEqual(['["n"]', '["N_1"]', '["t"]']);
    const sound = "n = 299999 - place AND s = 'row ' || n AND h = n";
    expect(
      await queryLines(
        reader,
        `SELECT count(*), count_if(${sound}), any_value(typeof(h))
        FROM (SELECT *, row_number() OVER () - 1 AS place FROM ${filesOf('many')})`,
      ),
    ).toEqual(['[250000,250000,"DECIMAL(38,0)"]']);
    reader.closeSync();
  });

  it('exports no rows of a result whose file is gone, and makes no folder', async () => {
    for (const data_type of ['csv', 'parquet']) {
      const query = await world.run('SELECT n FROM range(200000) r(n)');
      rmSync(new ProjectPlaces(world.dataDir, world.projectId).resultFile(query.id));
      const body = { data_path: 'obs://lake/gone', data_type };
      const answer = await dli.call('POST', `jobs/${query.id}/export-result`, body);
      expect(await outcome(answer)).toMatchObject({ status: 'FAILED' });
    }
    expect(existsSync(inBucket('gone'))).toBe(false);
  });

  it.each(['orc', 'avro'])(
    'exports no result as %s, and names what there is',
    async (data_type) => {
      const query = await world.run('SELECT 1 AS n');
      const path = `jobs/${query.id}/export-result`;
      const answer = await dli.call('POST', path, { data_path: 'obs://lake/typed', data_type });
      expect(answer).toMatchObject({ status: 400, body: { error_code: 'DLI.0007' } });
      expect(answer.text).toContain('it has csv, json and parquet.');
      expect(existsSync(inBucket('typed'))).toBe(false);
    },
  );

  it.each(['utf-8', 'UTF-8', 'utf8', 'Utf8'])(
    'takes %s for the encoding that there is',
    async (encoding_type) => {
      const body = { data_path: `obs://lake/as/${encoding_type}`, data_type: 'csv', encoding_type };
      const query = await world.run('SELECT 1 AS n');
      const exported = dli.call('POST', `jobs/${query.id}/export-result`, body);
      expect(await outcome(await exported)).toMatchObject(finished);
    },
  );

  it('exports no result that there is not', async () => {
    const body = { data_path: 'obs://lake/none', data_type: 'csv' };
    const ddl = await world.run('CREATE TABLE sales.t (a INT)');
    const failed = await world.run('SELECT * FROM sales.nosuch');
    for (const [jobId, error_code] of [
      [ddl.id, 'DLI.0007'],
      [failed.id, 'DLI.0007'],
      ['00000000-0000-4000-8000-000000000000', 'DLI.0002'],
    ]) {
      const answer = await dli.call('POST', `jobs/${jobId}/export-result`, body);
      expect(answer).toMatchObject({ status: 400, body: { error_code } });
    }
    expect(existsSync(inBucket('none'))).toBe(false);
  });

  it('leaves nothing of an export that is cancelled, and stops it first', async () => {
    const query = await world.run('SELECT range AS n, range AS m FROM range(1500000)');
    await world.run(
      'CREATE TABLE sales.wide AS SELECT range AS n, md5(range::VARCHAR) AS t FROM range(3000000)',
    );
    const begun = [
      dli.call('POST', `jobs/${query.id}/export-result`, {
        data_path: 'obs://lake/stop/a',
        data_type: 'json',
        compress: 'gzip',
      }),
      dli.call('POST', `jobs/${query.id}/export-result`, {
        data_path: 'obs://lake/stop/c',
        data_type: 'parquet',
        compress: 'gzip',
      }),
      exportTable({
        data_path: 'obs://lake/stop/b',
        data_type: 'csv',
        compress: 'gzip',
        table_name: 'wide',
      }),
    ];
    for (const answer of await Promise.all(begun)) {
      const { job_id } = answer.body as Accepted;
      const job = await world.actions.findJob(world.projectId, job_id);
      if (!job) throw new Error('the job is not there');
      await world.running(job);
      expect(await dli.call('DELETE', `jobs/${job_id}`)).toMatchObject({
        text: '{"is_success":true,"message":""}',
      });
      expect(await status(job_id)).toMatchObject({ status: 'CANCELLED' });
    }
    expect(existsSync(inBucket('stop'))).toBe(false);
    expect(readdirSync(bucketDir)).toEqual(['lake']);
  });

  it.each([
    ['csv', '1,2024-01-01,a\n2,soon,b\n', 'DLI.0018: Line 2 of lake/in/bad, column day: Could not'],
    ['csv', '1,2024-01-01,a\n2,2024-01-01\n', 'Line 2 of lake/in/bad: Expected Number'],
    ['csv', '1,2024-01-01,"a\n', 'Line 1 of lake/in/bad: Value with unterminated quote'],
    ['csv', Buffer.from('1,2024-01-01,\xff\n', 'latin1'), 'Line 1 of lake/in/bad: Invalid unicode'],
    ['json', '{"id":1}\n{"id":"x"}\n', 'Line 2 of lake/in/bad, column id: Could not'],
    ['json', '{"id":1}\n{"id":2}\n{"id":,}\n', 'Line 3 of lake/in/bad, byte 7: malformed'],
    ['json', '{"id":1}\n\n{"id":,}\n', 'Line 3 of lake/in/bad, byte 7: malformed'],
    ['json', '{"id":,}\n{"id":"2"}\n', 'Record 1 of lake/in/bad, byte 7: malformed'],
    [
      'parquet',
      'hello',
      "DLI.0018: The parquet file lake/in/bad is broken: File 'lake/in/bad' too small to be a Parquet file",
    ],
  ])(
    'says of a broken file of %s where it is broken, and imports nothing: %s',
    async (form, text, says) => {
      await world.run('CREATE OR REPLACE TABLE sales.kept (id BIGINT, day DATE, name VARCHAR)');
      await world.run("INSERT INTO sales.kept VALUES (7, NULL, 'stays')");
      put('in/bad', text);
      const body = { data_path: 'obs://lake/in/bad', data_type: form, overwrite: true };
      expect(await outcome(await importTable({ ...body, table_name: 'kept' }))).toMatchObject({
        status: 'FAILED',
        message: expect.stringContaining(says) as string,
      });
      expect(await world.rows('FROM sales.kept')).toEqual(['[7,null,"stays"]']);
    },
  );

  it.each([
    ['cut', (whole: Buffer) => whole.subarray(0, whole.length / 2), 'unexpected end of file'],
    ['without its end', (whole: Buffer) => whole.subarray(0, -8), 'unexpected end of file'],
    [
      'with another checksum',
      (whole: Buffer) => flipped(whole, whole.length - 6),
      'incorrect data check',
    ],
    ['with a wrong byte', (whole: Buffer) => flipped(whole, whole.length >> 1), ''],
    ['of something else', () => Buffer.from('1,a'), 'incorrect header check'],
  ])('imports nothing of a gzip that is %s, and says so', async (_, broken, says) => {
    await world.run('CREATE OR REPLACE TABLE sales.lines (s VARCHAR)');
    const lines = Array.from({ length: 20_000 }, (_line, at) => `${(at * 7_919) % 20_011}\n`);
    put('in/[a]*.csv.gz', broken(gzipSync(lines.join(''))));
    const body = { data_path: 'obs://lake/in/[a]*.csv.gz', data_type: 'csv', table_name: 'lines' };
    expect(await outcome(await importTable(body))).toMatchObject({
      status: 'FAILED',
      message: expect.stringMatching(
        `DLI.0018: The gzip lake/in/\\[a\\]\\*.csv.gz is broken: .*${says}`,
      ) as string,
    });
    expect(await world.rows('SELECT count(*) FROM sales.lines')).toEqual(['[0]']);
    put('in/[a]*.csv.gz', gzipSync(lines.join('')));
    expect(await outcome(await importTable(body))).toMatchObject(finished);
    expect(await world.rows('SELECT count(*) FROM sales.lines')).toEqual(['[20000]']);
  });

  const lines = zstdCompressSync('1\n2\n'.repeat(1_000));
  it.each([
    ['a.csv.zst', lines.subarray(0, -5), 'The zstd lake/in/a.csv.zst is broken: unexpected end'],
    ['b.csv.zst', Buffer.from('1,a'), 'The zstd lake/in/b.csv.zst is broken: '],
    ['c.csv.zst', Buffer.concat([lines, Buffer.alloc(9)]), 'The zstd lake/in/c.csv.zst is broken'],
    ['a.csv.ZST', lines, 'The zstd lake/in/a.csv.ZST is not known by its name'],
    ['a.csv.GZ', gzipSync('1\n'), 'The gzip lake/in/a.csv.GZ is not known by its name'],
    [
      'p.csv.gz',
      Buffer.concat([gzipSync('1\n'), Buffer.alloc(512)]),
      'The gzip lake/in/p.csv.gz is broken: behind its end',
    ],
  ])('names what is packed and cannot be read: %s', async (name, bytes, says) => {
    await world.run('CREATE OR REPLACE TABLE sales.lines (s VARCHAR)');
    put(`in/${name}`, bytes);
    const body = { data_path: `obs://lake/in/${name}`, data_type: 'csv', table_name: 'lines' };
    expect(await outcome(await importTable(body))).toMatchObject({
      status: 'FAILED',
      message: expect.stringContaining(`DLI.0018: ${says}`) as string,
    });
  });

  it('reads a zstd of several frames', async () => {
    await world.run('CREATE OR REPLACE TABLE sales.lines (s VARCHAR)');
    put('in/two.csv.zst', Buffer.concat([lines, lines]));
    const body = { data_path: 'obs://lake/in/two.csv.zst', data_type: 'csv', table_name: 'lines' };
    expect(await outcome(await importTable(body))).toMatchObject(finished);
    expect(await world.rows('SELECT count(*) FROM sales.lines')).toEqual(['[4000]']);
  });

  it('names of several files of parquet the one that is broken, of which DuckDB says only how', async () => {
    await outcome(await exportTable({ data_path: 'obs://lake/parts', data_type: 'parquet' }));
    const [sound = ''] = readdirSync(inBucket('parts'));
    const broken = Buffer.from(readFileSync(inBucket(`parts/${sound}`)));
    put('parts/[w].parquet', broken.fill(0xff, 4, 44));
    const body = { data_path: 'obs://lake/parts', data_type: 'parquet', overwrite: true };
    expect(await outcome(await importTable(body))).toMatchObject({
      status: 'FAILED',
      message: expect.stringContaining(
        "DLI.0018: The parquet file lake/parts/[w].parquet is broken: don't know what type",
      ) as string,
    });
  });

  it('reads a file as its body says, and means a name with a star by itself', async () => {
    await world.run('CREATE OR REPLACE TABLE sales."订单" (id INT, day DATE, seen TIMESTAMP)');
    put('in/a*.csv', "id;day;seen\n1;'02/01/2024';03.01.2024 04-05-06\n");
    put('in/ab.csv', 'not read\n');
    const imported = await importTable({
      data_path: 'obs://lake/in/a*.csv',
      data_type: 'csv',
      table_name: '订单',
      with_column_header: true,
      delimiter: ';',
      quote_char: "'",
      date_format: 'dd/MM/yyyy',
      timestamp_format: 'dd.MM.yyyy HH-mm-ss',
    });
    expect(await outcome(imported)).toMatchObject(finished);
    expect(await world.rows('FROM sales."订单"')).toEqual([
      '[1,"2024-01-02","2024-01-03 04:05:06"]',
    ]);
  });

  it('refuses what it cannot do, naming what it can, and what is none of the project', async () => {
    const query = await world.run('SELECT 1');
    const exportResult = (body: object) =>
      dli.call('POST', `jobs/${query.id}/export-result`, { data_path: 'obs://lake/x', ...body });
    const wrong: [Promise<Answer>, string, string][] = [
      [
        exportTable({ data_path: 'obs://lake/x', data_type: 'orc' }),
        'DLI.0007',
        'csv, json and parquet',
      ],
      [
        exportTable({ data_path: 'obs://lake/x', data_type: 'csv', compress: 'bzip2' }),
        'DLI.0007',
        'none and gzip',
      ],
      [exportTable({ data_path: 'obs://lake/x', data_type: 'xml' }), 'DLI.0001', 'data_type'],
      [
        exportTable({ data_path: 'obs://lake/x', data_type: 'csv', compress: undefined }),
        'DLI.0001',
        'compress',
      ],
      [exportTable({ data_path: 'obs://elsewhere/x', data_type: 'csv' }), 'DLI.0002', 'elsewhere'],
      [exportTable({ data_path: 'obs://lake/../x', data_type: 'csv' }), 'DLI.0001', 'data_path'],
      [exportTable({ data_path: 'obs://lake', data_type: 'csv' }), 'DLI.0001', 'obs://bucket/key'],
      [exportTable({ data_path: '/etc', data_type: 'csv' }), 'DLI.0001', 'obs://bucket/key'],
      [
        exportTable({ data_path: 'obs://lake/x', data_type: 'csv', queue_name: 'nosuch' }),
        'DLI.0002',
        'nosuch',
      ],
      [importTable({ data_path: 'obs://elsewhere/x', data_type: 'csv' }), 'DLI.0002', 'elsewhere'],
      [
        importTable({ data_path: 'obs://lake/in', data_type: 'csv', encoding_type: 'GBK' }),
        'DLI.0007',
        'it has utf-8',
      ],
      [
        exportTable({ data_path: 'obs://lake/x', data_type: 'csv', encoding_type: 'latin1' }),
        'DLI.0001',
        'encoding_type must be one of utf-8, gb2312, gbk',
      ],
      [
        importTable({ data_path: 'obs://lake/in', data_type: 'avro' }),
        'DLI.0007',
        'csv, json and parquet',
      ],
      [
        importTable({ data_path: 'obs://lake/in', data_type: 'csv', partition_spec: { a: '1' } }),
        'DLI.0007',
        'partition',
      ],
      [
        importTable({
          data_path: 'obs://lake/in',
          data_type: 'csv',
          bad_records_path: 'obs://lake/b',
        }),
        'DLI.0007',
        'bad_records_path',
      ],
      [
        importTable({ data_path: 'obs://lake/in', data_type: 'csv', date_format: 'EEE' }),
        'DLI.0007',
        'EEE',
      ],
      [
        importTable({ data_path: 'obs://lake/in', data_type: 'csv', delimiter: '||' }),
        'DLI.0001',
        'delimiter',
      ],
      [
        importTable({ data_path: 'obs://lake/in', data_type: 'csv', delimiter: '\\' }),
        'DLI.0001',
        'escape_char and delimiter are both',
      ],
      [
        exportResult({ data_type: 'csv', quote_char: ',' }),
        'DLI.0001',
        'quote_char and delimiter are both ,',
      ],
      [exportResult({ data_type: 'csv', quote_char: ' ' }), 'DLI.0001', 'quote_char is a space'],
      [
        importTable({ data_path: 'obs://lake/in', data_type: 'csv', database_name: '_Sluice' }),
        'DLI.0001',
        'database_name',
      ],
      [
        importTable({ data_path: 'obs://lake/in', data_type: 'csv', conf: ['x'] }),
        'DLI.0001',
        'conf',
      ],
    ];
    for (const [calling, error_code, says] of wrong) {
      const answer = await calling;
      expect(answer).toMatchObject({ status: 400, body: { error_code } });
      expect(answer.text).toContain(says);
    }
  });

  it('takes a comma in the name of a file, and none in the place of an export or between two paths', async () => {
    put('in/a,b.csv', '1,2024-01-01,a\n');
    const csv = { data_type: 'csv' };
    const imported = importTable({ ...csv, data_path: 'obs://lake/in/a,b.csv', overwrite: true });
    expect(await outcome(await imported)).toMatchObject({ ...finished, result_count: 1 });
    const query = await world.run('SELECT 1 AS n');
    const path = `jobs/${query.id}/export-result`;
    const wrong: [Promise<Answer>, string][] = [
      [exportTable({ ...csv, data_path: 'obs://lake/a,b' }), 'has no comma'],
      [dli.call('POST', path, { ...csv, data_path: 'obs://lake/a,b' }), 'has no comma'],
      [importTable({ ...csv, data_path: 'obs://lake/in,obs://lake/out' }), 'one file or folder'],
      [importTable({ ...csv, data_path: 's3a://lake/in, s3a://lake/out' }), 'one file or folder'],
    ];
    for (const [calling, says] of wrong) {
      const answer = await calling;
      expect(answer).toMatchObject({ status: 400, body: { error_code: 'DLI.0001' } });
      expect(answer.text).toContain(says);
    }
    expect(existsSync(inBucket('a,b'))).toBe(false);
  });

  it('says of two exports to one place at once which one came later, and keeps the other', async () => {
    const body = { data_path: 'obs://lake/twice', data_type: 'csv' };
    const answers = await Promise.all([exportTable(body), exportTable(body)]);
    const said = answers.map(async (answer) =>
      answer.status === 200
        ? ((await outcome(answer)) as { message: string }).message.slice(0, 8)
        : (answer.body as { error_code: string }).error_code,
    );
    expect((await Promise.all(said)).toSorted()).toEqual(['', 'DLI.0006']);
    expect(readdirSync(inBucket('twice')).length).toBeGreaterThan(0);
  });

  it('refuses at once what is known at once', async () => {
    mkdirSync(inBucket('hidden/below'), { recursive: true });
    put('hidden/_SUCCESS', '');
    put('hidden/.part-0.csv.crc', 'x');
    put('hidden/below/part-0.csv', '1,2024-01-01,a\n');
    put('a-file', 'x');
    await world.run('CREATE VIEW sales.seen AS FROM sales.copied');
    const csv = { data_type: 'csv' };
    const wrong: [Promise<Answer>, string, string][] = [
      [importTable({ ...csv, data_path: 'obs://lake/nowhere' }), 'DLI.0002', 'obs://lake/nowhere'],
      [importTable({ ...csv, data_path: 'obs://lake/hidden' }), 'DLI.0002', 'begins with _'],
      [
        importTable({ ...csv, data_path: 'obs://lake/a-file', table_name: 'nosuch' }),
        'DLI.0002',
        'There is no table named sales.nosuch',
      ],
      [
        importTable({ ...csv, data_path: 'obs://lake/a-file', table_name: 'SEEN' }),
        'DLI.0007',
        'sales.SEEN is a view',
      ],
      [
        exportTable({ ...csv, data_path: 'obs://lake/x', table_name: 'nosuch' }),
        'DLI.0002',
        'There is no table named sales.nosuch',
      ],
      [
        exportTable({ ...csv, data_path: 'obs://lake/a-file', export_mode: 'Overwrite' }),
        'DLI.0006',
        'a-file is a file',
      ],
      [exportTable({ ...csv, data_path: 'obs://lake/a-file/x' }), 'DLI.0006', 'a-file is a file'],
    ];
    for (const [calling, error_code, says] of wrong) {
      const answer = await calling;
      expect(answer).toMatchObject({ status: 400, body: { error_code } });
      expect(answer.text).toContain(says);
    }
  });

  it('imports into a table one at a time', async () => {
    const held = await world.submit(
      'SELECT sum(a.range * b.range) FROM range(9000000) a, range(9000000) b',
    );
    await world.running(held);
    put('in/one.csv', '1,2024-01-01,a\n');
    const queue = { name: 'narrow', engine: 'duckdb', slots: 1, defaultDatabase: 'default' };
    await world.actions.createQueue({
      ...queue,
      projectId: null,
      queuedTimeoutMs: null,
      runTimeoutMs: null,
      createdBy: 'test',
    });
    const blocker = await world.submit(
      'SELECT sum(a.range * b.range) FROM range(9000000) a, range(9000000) b',
      { queueName: 'narrow' },
    );
    const body = { data_path: 'obs://lake/in/one.csv', data_type: 'csv', queue_name: 'narrow' };
    const first = (await importTable(body)).body as Accepted;
    expect(await importTable(body)).toMatchObject({
      status: 400,
      body: { error_code: 'DLI.0007', error_msg: expect.stringContaining(first.job_id) as string },
    });
    await Promise.all([world.cancel(blocker), world.cancel(held)]);
    await world.actions.awaitEnding(world.projectId, first.job_id, 60_000);
    expect(await status(first.job_id)).toMatchObject(finished);
  });
});

function flipped(whole: Buffer, at: number): Buffer {
  const other = Buffer.from(whole);
  other.writeUInt8(other.readUInt8(at) ^ 0xff, at);
  return other;
}
