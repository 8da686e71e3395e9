import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '@sluice/protocol';
import { fail, ok } from './finding.ts';

const slackMs = 60_000;
/** Before there was a Sluice no clock was right. */
const earliest = Date.UTC(2025, 0, 1);

/** A clock that was set back breaks signatures, time limits and the keeping of things. */
export function checkClock(dataDir: string, now: number): Finding {
  const what = 'clock';
  const told = new Date(now).toISOString();
  if (now < earliest) return fail(what, `it says ${told}: set it`);
  const written = Math.max(
    ...['state.db', 'state.db-wal'].map(
      (name) => statSync(join(dataDir, name), { throwIfNoEntry: false })?.mtimeMs ?? 0,
    ),
  );
  return written > now + slackMs
    ? fail(what, `it says ${told}, and the state was written later than that: set it`)
    : ok(what, told);
}
