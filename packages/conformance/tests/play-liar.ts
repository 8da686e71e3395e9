import { allCases } from '../src/cases/all-cases.ts';
import { openDliDoor } from '../src/doors/dli.ts';
import type { Dialect, Door } from '../src/doors/door.ts';
import { findFabricPlace, openFabricDoor } from '../src/doors/fabric.ts';
import { openLivyDoor } from '../src/doors/livy.ts';
import { HttpClient } from '../src/http/http-client.ts';
import { liarTokens, startLiar } from '../src/liar/liar-server.ts';
import { liarWorkload } from '../src/liar/liar-workload.ts';
import type { ConformanceCase } from '../src/play/conformance-case.ts';
import type { Pace } from '../src/play/pace.ts';
import { type Report, runCases } from '../src/play/run-cases.ts';
import { surfaces } from '../src/play/verdict.ts';

/** The liar answers at once, so that little waiting is needed. */
const quickPace: Pace = {
  pollMs: 6,
  windowMs: 30,
  toleranceMs: 4,
  waitingMs: 50,
  beatMs: 60,
  settleMs: 70,
  boundMs: 1_500,
  limitSeconds: 0.15,
  rounds: 5,
  many: 10,
};

/** Plays cases against a liar: all of them unless said. */
export async function playLiar(
  dialect: Dialect,
  lies: readonly number[],
  cases: readonly ConformanceCase[] = allCases,
): Promise<Report> {
  const liar = await startLiar(lies);
  const { processes } = liar.world;
  try {
    return await runCases(
      {
        door: await openDoor(dialect, liar.url, 'mine'),
        other: await openDoor(dialect, liar.url, 'theirs'),
        replica: await openDoor(dialect, liar.replicaUrl, 'mine'),
        workload: liarWorkload,
        machine: {
          processes,
          signal: (pid, signal) => processes.signal(pid, signal),
          restart: () => Promise.resolve(liar.restart()),
        },
        pace: quickPace,
        on: surfaces,
      },
      cases,
      new AbortController().signal,
    );
  } finally {
    await liar.close();
  }
}

async function openDoor(dialect: Dialect, url: string, token: 'mine' | 'theirs'): Promise<Door> {
  const base = dialect === 'livy' ? `${url}/livy` : url;
  const http = new HttpClient(base, { kind: 'token', token }, 60_000);
  switch (dialect) {
    case 'dli': {
      const place = { projectId: liarTokens[token] ?? '', queue: 'default', sessionKind: 'sql' };
      return openDliDoor(http, place);
    }
    case 'livy':
      return openLivyDoor(http, { sessionKind: 'sql' });
    case 'fabric': {
      const named = { workspace: null, endpoint: null, catalog: 'default' };
      return openFabricDoor(http, await findFabricPlace(http, named));
    }
  }
}
