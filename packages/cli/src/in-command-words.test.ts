import { expect, test } from 'vitest';
import { inCommandWords } from './in-command-words.ts';

test.each([
  ['The field run_timeout_ms of the body must be 1 or more.', '--run-timeout must be 1 or more.'],
  ['The field csv.quote of the body is not valid.', '--quote is not valid.'],
  ['The field tags[0].key of the body must be short.', '--tag must be short.'],
  ['The field parameters.from of the body must be text.', '--param must be text.'],
  ['The query parameter q must be short.', '--search must be short.'],
  ['The query parameter status may be given only once.', '--status may be given only once.'],
  ['The field sql of the body is missing.', 'the statement is missing.'],
  [
    'The field run_timeout_ms of the body must be a whole number from 1 to 31536000000.',
    '--run-timeout must be a time from 1ms to 8760h.',
  ],
  ['The id in the address must be a UUID.', 'the id must be a UUID.'],
  ['Or replace this one: "replace": true (sluice: --replace).', 'Or replace this one: --replace.'],
  [
    'A file of columns has at least one. Ask for text/csv or application/jsonl in the header Accept.',
    'A file of columns has at least one. It has run, and its result is kept: --format csv or --format jsonl takes it.',
  ],
  ['There is no queue named field.', 'There is no queue named field.'],
])('%s', (detail, told) => {
  const [, field = 'queue'] = /(?:field|parameter) (\S+) /.exec(detail) ?? [];
  expect(inCommandWords({ detail, field })).toBe(told);
});

test('what names no field stays as it is', () => {
  const detail = 'The field run_timeout_ms of the body must be 1 or more.';
  expect(inCommandWords({ detail })).toBe(detail);
});
