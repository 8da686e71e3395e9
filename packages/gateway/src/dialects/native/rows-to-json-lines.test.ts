import { expect, it } from 'vitest';
import { rowsToJsonLines } from './rows-to-json-lines.ts';

it('writes an object a row, and every digit', async () => {
  const lines = await read(
    ['n', 'name', 'x'],
    ['[170141183460469231731687303715884105727,"航班",null]'],
  );
  expect(lines).toBe('{"n":170141183460469231731687303715884105727,"name":"航班","x":null}\n');
});

it('keeps columns of one name apart', async () => {
  expect(await read(['a', 'a', 'a_1', '"'], ['[1,2,3,{"k":[4]}]'])).toBe(
    '{"a":1,"a_1":2,"a_1_1":3,"\\"":{"k":[4]}}\n',
  );
});

it('is empty where there are no rows', async () => {
  expect(await read(['a'], [])).toBe('');
});

async function read(names: readonly string[], rows: readonly string[]): Promise<string> {
  async function* given() {
    yield* rows;
  }
  let text = '';
  for await (const line of rowsToJsonLines(names, given())) text += line;
  return text;
}
