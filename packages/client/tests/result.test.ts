import { ConnectionError, SluiceClient, TimeoutError } from '@sluice/client';
import { describe, expect, it } from 'vitest';
import { collect } from './support/collect.ts';
import { jobId } from './support/sample-job.ts';
import { type Served, answerJson, serve } from './support/serve.ts';

const apiKey = 'key-1';

describe('the rows of a result', () => {
  it('come page by page, and end where they were asked to', async () => {
    await using server = await serveNumbers(25);
    const client = new SluiceClient({ url: server.url, apiKey });

    const { totalRows, rows } = await client.result(jobId, { pageRows: 10, offset: 2, limit: 15 });
    const numbers = (await collect(rows)).map(([number]) => number);

    expect(totalRows).toBe(25);
    expect(numbers).toEqual(Array.from({ length: 15 }, (_none, index) => index + 2));
    expect(server.asked.map(({ url }) => url.split('?')[1])).toEqual([
      'offset=2&limit=10',
      'offset=12&limit=5',
    ]);
  });

  it('come all when no limit is given', async () => {
    await using server = await serveNumbers(25);
    const { rows } = await new SluiceClient({ url: server.url, apiKey }).result(jobId, {
      pageRows: 10,
    });

    expect(await collect(rows)).toHaveLength(25);
  });

  it('keep every digit', async () => {
    const columns = ['bigint', 'decimal(38,0)', 'double', 'array<bigint>', 'string'];
    await using server = await serve((response) =>
      answerJson(
        response,
        200,
        `{"job_id": "${jobId}", "total": 1, "offset": 0, "next_offset": null, "truncated": false,
          "columns": ${JSON.stringify(columns.map((type) => ({ name: 'a', type, engine_type: type })))},
          "rows": [[-170141183460469231731687303715884105727, "12.50", 100000000000000000000.0,
                    [9007199254740993, 5, null], "1234567890123456789"]]}`,
      ),
    );
    const { rows } = await new SluiceClient({ url: server.url, apiKey }).result(jobId);

    expect(await collect(rows)).toEqual([
      [
        -170141183460469231731687303715884105727n,
        '12.50',
        1e20,
        [9007199254740993n, 5, null],
        '1234567890123456789',
      ],
    ]);
  });
});

describe('the download of a result', () => {
  it('is a stream of the bytes as they come, with the number of all rows', async () => {
    await using server = await serve((response) => {
      response.writeHead(200, { 'content-type': 'text/csv; charset=utf-8', 'x-total-rows': '3' });
      response.write('a\r\n1\r\n');
      response.end('2\r\n');
    });
    const csv = await new SluiceClient({ url: server.url, apiKey }).download(jobId, 'csv', {
      limit: 2,
    });

    expect(csv.totalRows).toBe(3);
    expect(await new Response(csv.body).text()).toBe('a\r\n1\r\n2\r\n');
    expect(server.asked[0]?.headers.accept).toBe('text/csv');
    expect(server.asked[0]?.url).toBe(`/api/v1/jobs/${jobId}/result?limit=2`);
  });

  it.each([
    ['csv', 'text/csv'],
    ['jsonl', 'application/jsonl'],
    ['parquet', 'application/vnd.apache.parquet'],
    ['arrow', 'application/vnd.apache.arrow.stream'],
  ] as const)('asks for %s as %s', async (form, mediaType) => {
    await using server = await serve((response) => {
      response.writeHead(200, { 'content-type': mediaType });
      response.end('bytes');
    });
    const { totalRows, body } = await new SluiceClient({ url: server.url, apiKey }).download(
      jobId,
      form,
    );
    expect([totalRows, await new Response(body).text()]).toEqual([null, 'bytes']);
    expect(server.asked[0]?.headers.accept).toBe(mediaType);
  });

  it('fails when it is cut off', async () => {
    await using server = await serve((response) => {
      response.writeHead(200, { 'content-type': 'text/csv' });
      response.write('a\r\n1\r\n', () => response.destroy());
    });
    const { body } = await new SluiceClient({ url: server.url, apiKey }).download(jobId, 'csv');

    await expect(new Response(body).text()).rejects.toBeInstanceOf(ConnectionError);
  });

  it('fails when the rest does not come in time', async () => {
    await using server = await serve((response) => {
      response.writeHead(200, { 'content-type': 'text/csv' });
      response.write('a\r\n');
    });
    const client = new SluiceClient({ url: server.url, apiKey });
    const { body } = await client.download(jobId, 'csv', { timeoutMs: 1_000 });

    await expect(new Response(body).text()).rejects.toBeInstanceOf(TimeoutError);
  });
});

/** A result of the numbers from 0, a column of them. */
function serveNumbers(total: number): Promise<Served> {
  return serve((response, { url }) => {
    const query = new URL(url, 'http://gateway').searchParams;
    const offset = Number(query.get('offset'));
    const end = Math.min(total, offset + Number(query.get('limit')));
    answerJson(response, 200, {
      job_id: jobId,
      columns: [{ name: 'number', type: 'bigint', engine_type: 'BIGINT' }],
      rows: Array.from({ length: end - offset }, (_none, index) => [offset + index]),
      total,
      offset,
      next_offset: end < total ? end : null,
      truncated: end < total,
    });
  });
}
