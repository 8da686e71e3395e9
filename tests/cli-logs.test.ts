import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliStage, endlessSql, openCliStage } from './support/cli-stage.ts';

let stage: CliStage;
beforeAll(async () => {
  stage = await openCliStage();
});
afterAll(() => stage.end());

describe('sluice jobs logs', () => {
  it('prints the log of a job as lines of text, up to now or to its end', async () => {
    const job = await stage.client.submit({ sql: endlessSql });
    const following = stage.start(['jobs', 'logs', '-f', job.id]);
    await following.untilStdout(/ {2}running$/m);
    const soFar = await stage.run(['jobs', 'logs', job.id]);
    expect(soFar).toMatchObject({ code: 0, stderr: '' });
    expect(soFar.stdout).toMatch(/^\S+Z {2}queued\n\S+Z {2}launching\n\S+Z {2}running\n$/);
    const left = stage.start(['jobs', 'logs', '-f', job.id]);
    await left.untilStdout(/ {2}running$/m);
    left.child.kill('SIGINT');
    expect((await left.ended).code).toBe(130);

    await stage.run(['jobs', 'cancel', job.id, '--request-id', 'enough']);
    const { code, stdout } = await following.ended;
    expect(code).toBe(0);
    expect(stdout.replaceAll(/^\S+Z {2}/gm, '')).toBe(
      'queued\nlaunching\nrunning\ncancelling by admin, reason user, request enough\n' +
        'cancelled, and all that it held is back\n',
    );
    expect((await stage.run(['jobs', 'logs', job.id])).stdout).toBe(stdout);
  });

  it.each([
    ['SELECT 1 AS a UNION SELECT 2', /succeeded: 2 rows\n$/],
    ['CREATE TABLE logged (i INTEGER)', / {2}succeeded\n$/],
    ['INSERT INTO logged VALUES (1)', /succeeded: 1 row written\n$/],
    ['SELECT * FROM nowhere', /failed \(semantic_error\): .*nowhere/],
  ])('says in its log how %s ended', async (sql, ending) => {
    const { job } = await stage.client.run({ sql });
    const { code, stdout } = await stage.run(['jobs', 'logs', job.id]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(ending) });
    const stderr = await stage.run(['jobs', 'logs', '--stderr', job.id]);
    expect(stderr).toMatchObject({ code: 2, stderr: expect.stringContaining('for batches') });
  });
});
