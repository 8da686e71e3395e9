import { expect, test } from 'vitest';
import { preferredFormat } from './result-format.ts';

test.each([
  [undefined, 'json'],
  ['', 'json'],
  ['*/*', 'json'],
  ['application/json', 'json'],
  ['application/json; charset=utf-8', 'json'],
  ['text/csv', 'csv'],
  ['TEXT/CSV', 'csv'],
  ['text/*', 'csv'],
  ['text/csv;q=0.5, application/json;q=0.4', 'csv'],
  ['text/csv;q=0.5, */*;q=0.6', 'json'],
  ['text/csv, application/json', 'json'],
  ['text/csv, */*;q=0.1', 'csv'],
  ['text/csv;q=0, */*', 'json'],
  ['application/json;q=0, */*;q=0.1', 'csv'],
  ['application/jsonl', 'json_lines'],
  ['application/x-ndjson', 'json_lines'],
  ['application/jsonl, text/csv;q=0.9', 'json_lines'],
  ['application/vnd.apache.parquet', 'parquet'],
  ['application/vnd.apache.parquet, application/json;q=0.9', 'parquet'],
  ['application/vnd.apache.arrow.stream', 'arrow'],
  ['application/*', 'json'],
  ['text/html', null],
  ['text/csv;q=0', null],
  ['application/json;q=2', null],
])('Accept: %s is answered with %s', (accept, format) => {
  expect(preferredFormat(accept)).toBe(format);
});
