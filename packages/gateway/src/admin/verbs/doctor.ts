import type { Finding } from '@sluice/protocol';
import { type AdminVerb, adminQuestion, done } from '../admin-verb.ts';

/** Looks at the gateway from outside, and adds what only it knows. */
export function doctor(
  examine: () => Promise<readonly Finding[]>,
  hostsAlive: () => number,
): AdminVerb {
  return adminQuestion('doctor', async () => {
    const hosts: Finding = {
      level: 'ok',
      what: 'hosts',
      detail: `${hostsAlive()} alive; one is started when a project has a job`,
    };
    return done({ findings: [...(await examine()), hosts] });
  });
}
