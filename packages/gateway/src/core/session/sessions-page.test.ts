import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  expectedSessionMoves,
  sessionWordsOf,
} from '../../../tests/support/expected-session-moves.ts';
import { readLifecycleTable } from '../../../tests/support/read-lifecycle-table.ts';

it('the table of SESSIONS.md is the table of the code', () => {
  const page = readFileSync(join(import.meta.dirname, 'SESSIONS.md'), 'utf8');
  const rows = Object.entries(expectedSessionMoves).map(([status, row]) =>
    [status].concat(Object.values(row).map(sessionWordsOf)),
  );
  const events = Object.keys(expectedSessionMoves.waiting);
  expect(readLifecycleTable(page)).toEqual([['status ↓ · event →', ...events], ...rows]);
});
