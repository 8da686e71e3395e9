import { Value } from 'typebox/value';
import { Problem } from '@sluice/protocol';
import { describe, expect, it } from 'vitest';
import { projectId } from '../dialects/native-users.ts';
import { startDli } from '../dialects/start-dli.ts';
import { startNative } from '../dialects/start-native.ts';
import { mariasCredential, startHttp } from '../http/start-http.ts';
import { useSmallDisk } from '../support/small-disk.ts';
import { whyNoMount } from '../support/why-no-mount.ts';

const whatToDo = /disk is full.*Nothing of this request was kept; send it again later/;

describe.skipIf(whyNoMount !== null)(
  `what a client hears when the disk of the state is full ${whyNoMount ?? ''}`,
  () => {
    const disk = useSmallDisk();

    it('on the native API: 503 and a problem, and with room again it is served (I2, I12)', async () => {
      const native = await startNative();
      const working = native.core.stage.hold('work 1');
      const jobId = await native.submit();
      await working.reached();
      await native.core.witness.saw(jobId, 'running');
      disk.fill();
      const asked: readonly (readonly [string, object | undefined])[] = [
        ['/jobs', { sql: 'SELECT 1', key: 'once' }],
        [`/jobs/${jobId}/cancel`, undefined],
        ['/jobs/by-key/early/cancel', undefined],
        ['/queues', { name: 'nightly', engine: 'scripted', slots: 1 }],
      ];
      for (const [path, body] of asked) {
        const answer = await native.post(path, body);
        expect(answer).toMatchObject({ status: 503, body: { code: 'unavailable' } });
        expect(Value.Check(Problem, answer.body)).toBe(true);
        expect(answer.text).toMatch(whatToDo);
        expect(answer.headers.get('retry-after')).toBe('10');
      }
      expect(await native.get(`/jobs/${jobId}`)).toMatchObject({
        status: 200,
        body: { status: 'running', cancel: null },
      });

      disk.free();
      expect(await native.get('/jobs/by-key/once')).toMatchObject({ status: 404 });
      for (const [path, body] of asked) {
        const { status } = await native.post(path, body);
        expect({ path, isDone: status < 300 }).toEqual({ path, isDone: true });
      }
      const once = await native.get('/jobs/by-key/once');
      const { id } = once.body as { id: string };
      working.release();
      await native.core.ended(id, projectId);
      native.core.failures.length = 0;
    });

    it('on DLI: 503 and DLI.0999, never a 400 that says "not there"', async () => {
      const dli = await startDli();
      const working = dli.core.stage.hold('work 1');
      const jobId = await dli.submit('SELECT 1');
      await working.reached();
      await dli.core.witness.saw(jobId, 'running');
      disk.fill();
      for (const ask of [
        () => dli.call('POST', 'jobs/submit-job', { sql: 'SELECT 1' }),
        () => dli.call('DELETE', `jobs/${jobId}`),
      ]) {
        const answer = await ask();
        expect(answer).toMatchObject({ status: 503, body: { error_code: 'DLI.0999' } });
        expect((answer.body as { error_msg: string }).error_msg).toMatch(whatToDo);
      }
      expect(await dli.call('GET', `jobs/${jobId}/status`)).toMatchObject({
        status: 200,
        body: { status: 'RUNNING' },
      });
      disk.free();
      expect(await dli.call('DELETE', `jobs/${jobId}`)).toMatchObject({
        status: 200,
        body: { is_success: true },
      });
      dli.core.failures.length = 0;
    });

    it('at a log-in: 503 in the form of IAM, and who has a token goes on', async () => {
      const { app } = await startHttp();
      const { password } = mariasCredential;
      const user = { name: 'maria', password, domain: { name: 'acme' } };
      const payload = { auth: { identity: { methods: ['password'], password: { user } } } };
      const login = () => app.inject({ method: 'POST', url: '/v3/auth/tokens', payload });
      const token = String((await login()).headers['x-subject-token']);
      disk.fill();
      const answer = await login();
      expect(answer.statusCode).toBe(503);
      expect(answer.json()).toMatchObject({
        error: { code: 503, message: expect.stringMatching(whatToDo) as string },
      });
      expect(answer.headers['x-subject-token']).toBeUndefined();
      const projects = await app.inject({
        url: '/v3/projects',
        headers: { 'x-auth-token': token },
      });
      expect(projects.statusCode).toBe(200);
      disk.free();
      expect((await login()).statusCode).toBe(201);
    });
  },
);
