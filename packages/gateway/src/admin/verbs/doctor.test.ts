import { expect, it } from 'vitest';
import { doctor } from './doctor.ts';

it('says which project has no host, and why', async () => {
  const failure = { projectId: 'p1', why: 'the database cannot be opened: Corrupt' };
  const hosts = { alive: () => 2, startFailures: () => [failure] };
  const verb = doctor(async () => [], hosts);
  expect(await verb.carryOut({})).toMatchObject({
    answer: {
      findings: [
        { level: 'fail', what: 'hosts', detail: expect.stringMatching(/p1 .* Corrupt/) as string },
        { level: 'ok', what: 'hosts', detail: expect.stringMatching(/^2 alive/) as string },
      ],
    },
  });
});
