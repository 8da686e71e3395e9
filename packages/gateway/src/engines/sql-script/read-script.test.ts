import { describe, expect, it } from 'vitest';
import type { ParsedStatement, Statements } from '../../core/ports/session-engine.ts';
import { readScript } from './read-script.ts';

const never = new AbortController().signal;

/** In little: statements end with a semicolon, and begin with their verb. */
const reader = {
  async splitStatements(sql: string): Promise<Statements> {
    const found = [...sql.matchAll(/[^;\s][^;]*/g)];
    const statements = found.map(([one]) => one.trim());
    return { kind: 'statements', statements, starts: found.map(({ index }) => index) };
  },
  async parseStatement(sql: string): Promise<ParsedStatement> {
    if (sql.startsWith('WRONG')) {
      return { kind: 'refused', error: { code: 'syntax', message: 'what is that?' } };
    }
    return {
      kind: 'ok',
      statementClass: 'ddl',
      growth: 'nothing',
      parameterCount: sql.split('?').length - 1,
      parameterNames: [],
      step: steps[sql] ?? 'statement',
      leavesState: sql === 'SET',
    };
  },
};
const steps: Readonly<Record<string, 'begin' | 'commit' | 'rollback'>> = {
  BEGIN: 'begin',
  COMMIT: 'commit',
  ROLLBACK: 'rollback',
};

async function read(text: string | Uint8Array) {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  return readScript(reader, bytes, never);
}

async function unitsOf(text: string): Promise<readonly string[]> {
  const script = await read(text);
  if (script.kind !== 'script') throw new Error(JSON.stringify(script));
  return script.statements.map(
    ({ number, line, unit }) => `${number} line ${line} in ${unit.first}-${unit.last}`,
  );
}

describe('a script that is read', () => {
  it('has its statements with their numbers and lines, transactions as one unit', async () => {
    expect(await unitsOf('\uFEFFA;\n\n B; BEGIN;\nC;\nCOMMIT;D')).toEqual([
      '1 line 1 in 1-1',
      '2 line 3 in 2-2',
      '3 line 3 in 3-5',
      '4 line 4 in 3-5',
      '5 line 5 in 3-5',
      '6 line 5 in 6-6',
    ]);
  });

  it('has a transaction to its first end, and what ends none alone', async () => {
    expect(await unitsOf('COMMIT;BEGIN;BEGIN;ROLLBACK;ROLLBACK')).toEqual([
      '1 line 1 in 1-1',
      '2 line 1 in 2-4',
      '3 line 1 in 2-4',
      '4 line 1 in 2-4',
      '5 line 1 in 5-5',
    ]);
  });

  it.each([
    ['', /no statement in it/],
    [' ;;\n', /no statement in it/],
    ['A;\nWRONG;B', /^Statement 2 \(line 2\): what is that\?$/],
    ['A;\n B = ?', /^Statement 2 \(line 2\): It has places/],
    ['A;BEGIN;\nB', /^Statement 2 \(line 1\): The transaction that it begins is not ended/],
    [new Uint8Array([0x41, 0xff]), /UTF-8/],
  ])('is refused: %j', async (text, message) => {
    expect(await read(text)).toMatchObject({
      kind: 'refused',
      error: { code: 'syntax', message: expect.stringMatching(message) },
    });
  });

  it('is not read to its end where nobody wants it', async () => {
    const bytes = new TextEncoder().encode('A;WRONG');
    expect(await readScript(reader, bytes, AbortSignal.abort())).toEqual({ kind: 'unwanted' });
  });
});
