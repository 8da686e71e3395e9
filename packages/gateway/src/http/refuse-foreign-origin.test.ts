import { expect, it } from 'vitest';
import { RequestError } from './request-error.ts';
import { refuseForeignOrigin } from './refuse-foreign-origin.ts';

function passes(method: string, host: string, origin?: string): boolean {
  const headers = origin === undefined ? { host } : { host, origin };
  try {
    refuseForeignOrigin({ method, headers });
    return true;
  } catch (error) {
    if (error instanceof RequestError && error.statusCode === 403) return false;
    throw error;
  }
}

it.each([
  ['127.0.0.1:8642', undefined],
  ['127.0.0.1:8642', 'http://127.0.0.1:8642'],
  ['LOCALHOST:8642', 'http://localhost:8642'],
  ['[::1]:8642', 'http://[::1]:8642'],
  ['sluice.example', 'https://sluice.example'],
  ['sluice.example:443', 'https://sluice.example'],
  ['sluice.example', 'http://sluice.example:80'],
])('lets a write to %s from %s pass', (host, origin) => {
  expect(passes('POST', host, origin)).toBe(true);
  expect(passes('DELETE', host, origin)).toBe(true);
});

it.each([
  ['127.0.0.1:8642', 'http://evil.example'],
  ['127.0.0.1:8642', 'http://127.0.0.1:8643'],
  ['127.0.0.1:8642', 'http://127.0.0.1'],
  ['127.0.0.1:8642', 'null'],
  ['127.0.0.1:8642', ''],
  ['127.0.0.1:8642', 'http://127.0.0.1:8642.evil.example'],
  ['127.0.0.1:8642', 'moz-extension://127.0.0.1:8642'],
  ['', 'http://127.0.0.1:8642'],
])('stops a write to %s from %s', (host, origin) => {
  expect(passes('POST', host, origin)).toBe(false);
  expect(passes('PATCH', host, origin)).toBe(false);
  expect(passes('GET', host, origin)).toBe(true);
  expect(passes('HEAD', host, origin)).toBe(true);
});
