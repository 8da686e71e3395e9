import { ConnectionError, ProblemError, SluiceClient, type SubmitOrder } from '@sluice/client';
import { describe, expect, it } from 'vitest';
import { sampleJob } from './support/sample-job.ts';
import { answerJson, problem, serve } from './support/serve.ts';

const apiKey = 'key-1';

describe('a submit', () => {
  it('whose answer was lost is asked again under the same key', async () => {
    await using server = await serve((response, _asked, count) =>
      count === 0 ? response.destroy() : answerJson(response, 200, sampleJob()),
    );
    const job = await new SluiceClient({ url: server.url, apiKey }).submit({ sql: 'SELECT 1' });

    expect(job).toEqual(sampleJob());
    const bodies = server.asked.map(({ body }) => JSON.parse(body) as { key: string });
    expect(bodies).toHaveLength(2);
    expect(bodies[0]?.key).toMatch(/^[A-Za-z0-9._:-]{1,128}$/);
    expect(bodies[1]).toEqual(bodies[0]);
  });

  it('keeps the key that it was given', async () => {
    await using server = await serve((response) => answerJson(response, 201, sampleJob()));
    await new SluiceClient({ url: server.url, apiKey }).submit({ sql: 'SELECT 1', key: 'mine' });

    expect(JSON.parse(server.asked[0]?.body ?? '')).toEqual({ sql: 'SELECT 1', key: 'mine' });
  });

  it('has its answer wait for the end, where it is asked to', async () => {
    await using server = await serve((response) => answerJson(response, 201, sampleJob()));
    const client = new SluiceClient({ url: server.url, apiKey });
    await client.submit({ sql: 'SELECT 1' }, { waitMs: 1_500 });
    await client.submit({ sql: 'SELECT 1' });

    expect(server.asked.map(({ headers }) => headers['prefer'])).toEqual(['wait=2', undefined]);
  });

  it('that is refused is not asked again', async () => {
    await using server = await serve((response) =>
      answerJson(response, 400, problem(400, 'syntax_error')),
    );
    const submit = new SluiceClient({ url: server.url, apiKey }).submit({ sql: 'SELEC' });

    await expect(submit).rejects.toBeInstanceOf(ProblemError);
    expect(server.asked).toHaveLength(1);
  });

  it('gives up when its patience is over', async () => {
    await using server = await serve((response) => response.destroy());
    const client = new SluiceClient({ url: server.url, apiKey });
    const submit = client.submit({ sql: 'SELECT 1' }, { patienceMs: 150 });

    await expect(submit).rejects.toBeInstanceOf(ConnectionError);
    expect(server.asked).toHaveLength(2);
  });

  it.each([
    [{ a: Number.NaN }, 'parameters.a is NaN'],
    [[1, -Infinity], 'parameters[1] is -Infinity'],
    [[1, undefined], 'parameters[1] is undefined'],
    [{ a: new Date(Number.NaN) }, 'parameters.a is Invalid Date'],
    [{ a: 123n }, "parameters.a is a bigint: give a number, or beyond 2^53 the text '123'"],
  ])('sends no value that JSON has no word for: %o', async (parameters, told) => {
    await using server = await serve((response) => answerJson(response, 201, sampleJob()));
    const client = new SluiceClient({ url: server.url, apiKey });
    const order = { sql: 'SELECT $a', parameters } as unknown as SubmitOrder;
    const refused = await client.submit(order).catch((error: unknown) => error);

    expect(refused).toBeInstanceOf(TypeError);
    expect(String(refused)).toContain(told);
    expect(server.asked).toHaveLength(0);
  });
});
