import type { Finding } from '@sluice/protocol';
import { type AdminVerb, adminQuestion, done } from '../admin-verb.ts';

/** What only the gateway knows of its hosts. */
export interface HostsSeen {
  alive(): number;
  /** The projects whose host could not be started when that was last tried. */
  startFailures(): readonly { readonly projectId: string; readonly why: string }[];
}

/** What holds batches together on this machine: whether all of it, and what can escape. */
export type LookAtBatches = () => Promise<{ readonly isWhole: boolean; readonly told: string }>;

/** Looks at the gateway from outside, and adds what only it knows. */
export function doctor(
  examine: () => Promise<readonly Finding[]>,
  hosts: HostsSeen,
  lookAtBatches: LookAtBatches,
): AdminVerb {
  return adminQuestion('doctor', async () => {
    const { isWhole, told } = await lookAtBatches();
    const batches: Finding = { level: isWhole ? 'ok' : 'warn', what: 'batches', detail: told };
    return done({ findings: [...(await examine()), ...checkHosts(hosts), batches] });
  });
}

function checkHosts(hosts: HostsSeen): readonly Finding[] {
  const what = 'hosts';
  const failures = hosts.startFailures().map(({ projectId, why }): Finding => {
    const where = `projects/${projectId}`;
    const advice = `see ${where}/host.log; restore ${where}/lake.duckdb from a backup if it is damaged`;
    return {
      level: 'fail',
      what,
      detail: `project ${projectId} has none, the last start failed: ${why}. Next: ${advice}`,
    };
  });
  const alive = `${hosts.alive()} alive; one is started when a project has a job`;
  return [...failures, { level: 'ok', what, detail: alive }];
}
