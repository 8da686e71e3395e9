import { expect, it } from 'vitest';
import { Metrics } from '../../src/metrics/metrics.ts';
import { mariasCredential, startHttp } from '../http/start-http.ts';
import { Scrape } from '../support/parse-metrics.ts';

const token = 'slm_the-one-token';

async function start() {
  const metrics = new Metrics((what, cause) => {
    throw new Error(what, { cause });
  });
  const { app } = await startHttp({
    metrics: { token, expose: () => metrics.expose(), request: metrics.request },
  });
  const scrape = async () => {
    const answer = await app.inject({
      url: '/metrics',
      headers: { authorization: `Bearer ${token}` },
    });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    return new Scrape(answer.payload);
  };
  return { app, scrape };
}

it.each([
  ['nothing', {}],
  ['the API key of an admin', { authorization: `Bearer ${mariasCredential.apiKey}` }],
  ['another token', { authorization: 'Bearer slm_another-token' }],
  ['the token as another scheme', { authorization: `Basic ${token}` }],
  ['the token elsewhere', { 'x-auth-token': token }],
])('is not opened by %s', async (_what, headers) => {
  const { app } = await start();
  const answer = await app.inject({ url: '/metrics', headers });
  expect(answer.statusCode).toBe(401);
  expect(answer.headers['www-authenticate']).toContain('Bearer');
  expect(answer.json()).toMatchObject({
    status: 401,
    detail: expect.stringContaining('metrics.token'),
  });
  expect(answer.payload).not.toContain('sluice_');
});

it('counts requests by the pattern of their route, never by their address', async () => {
  const { app, scrape } = await start();
  const headers = { authorization: `Bearer ${mariasCredential.apiKey}` };
  await app.inject({ url: '/healthz' });
  await app.inject({ url: '/nowhere/1234' });
  await app.inject({ url: '/nowhere/5678' });
  await app.inject({ url: '/api/v1/echo/1', headers });
  const seen = await scrape();
  const total = 'sluice_http_requests_total';
  expect(seen.value(total, { route: '/healthz', status: '200', dialect: 'none' })).toBe(1);
  expect(seen.value(total, { route: 'none', method: 'GET', status: '404' })).toBeGreaterThan(1);
  for (const { route } of seen.labels(total)) expect(route).not.toMatch(/[0-9]{2}/);
  expect(seen.seen('sluice_http_request_seconds', { route: '/healthz' }).count).toBe(1);
});

it('keeps to the conventions of Prometheus', async () => {
  const { scrape } = await start();
  const { families } = await scrape();
  expect(families.length).toBeGreaterThanOrEqual(5);
  for (const { name, help, type } of families) {
    expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
    expect(help).not.toBe('');
    expect(type).toMatch(/^(counter|gauge|histogram)$/);
    expect(name.endsWith('_total')).toBe(type === 'counter');
    // Base units, and no unit in the middle of a name.
    expect(name).not.toMatch(/_ms|millis|minutes/);
  }
});
