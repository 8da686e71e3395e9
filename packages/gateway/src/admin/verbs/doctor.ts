import type { Finding } from '@sluice/protocol';
import { type AdminVerb, adminQuestion, done } from '../admin-verb.ts';

/** What only the gateway knows of its hosts. */
export interface HostsSeen {
  alive(): number;
  /** The projects whose host could not be started when that was last tried. */
  startFailures(): readonly { readonly projectId: string; readonly why: string }[];
}

/** Looks at the gateway from outside, and adds what only it knows. */
export function doctor(examine: () => Promise<readonly Finding[]>, hosts: HostsSeen): AdminVerb {
  return adminQuestion('doctor', async () =>
    done({ findings: [...(await examine()), ...checkHosts(hosts)] }),
  );
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
