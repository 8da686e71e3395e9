import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { onTestFinished, describe, expect, it } from 'vitest';
import { type AdminDeed, buildAdminApp } from '../../src/admin/admin-app.ts';
import { adminChange, done, refused } from '../../src/admin/admin-verb.ts';
import { AdminSocketInUseError, openAdminSocket } from '../../src/admin/open-admin-socket.ts';
import { createLogger } from '../../src/http/logs/create-logger.ts';

describe('the admin socket', () => {
  it('lets in its owner alone, and goes with the gateway', async () => {
    const { socket, app } = await open();
    expect(statSync(socket).mode & 0o777).toBe(0o600);
    await app.close();
    expect(existsSync(socket)).toBe(false);
  });

  it('takes the place of one that a killed gateway left behind', async () => {
    const dataDir = newDirectory();
    writeFileSync(join(dataDir, 'admin.sock'), '');
    const { ask } = await open(dataDir);
    expect((await ask('/add-project', { name: 'lab' })).status).toBe(200);
  });

  it('is not taken from a gateway that lives', async () => {
    const { dataDir, ask } = await open();
    await expect(open(dataDir)).rejects.toThrow(AdminSocketInUseError);
    expect((await ask('/add-project', { name: 'lab' })).status).toBe(200);
  });

  it('notes who asked what, and how it went', async () => {
    const { ask, deeds } = await open();
    await ask('/add-project', { name: 'lab' });
    await ask('/add-project', { name: 'taken' });
    await ask('/add-project', { name: 'broken' });
    const change = { verb: 'add-project', isChange: true };
    expect(deeds).toMatchObject([
      { ...change, order: { name: 'lab' }, target: 'lab', outcome: 'done' },
      { ...change, order: { name: 'taken' }, target: 'taken', outcome: 'refused' },
      { ...change, order: { name: 'broken' }, target: 'broken', outcome: 'failed' },
    ]);
  });

  it.each([
    ['/add-project', {}, 400, 'name is missing.'],
    ['/add-project', { name: '../x' }, 400, 'name must be a name of 1 to 64 letters'],
    ['/add-project', { name: 'lab', nmae: 'x' }, 400, 'nmae is not known here.'],
    ['/add-project', { name: 'taken' }, 409, 'There is one.'],
    ['/add-project', { name: 'broken' }, 500, 'Its log has the cause under'],
    ['/no-such-verb', {}, 404, 'no admin verb no-such-verb'],
  ])('answers %s with %j by a problem', async (path, order, status, detail) => {
    const { ask } = await open();
    const answer = await ask(path, order);
    expect(answer).toMatchObject({ status, body: { status } });
    expect(answer.body['detail']).toContain(detail);
  });
});

/** A socket with one verb, which can be refused and can fail. */
async function open(dataDir = newDirectory()) {
  const deeds: AdminDeed[] = [];
  const verb = adminChange(
    'add-project',
    ({ name }) => name,
    async ({ name }) => {
      if (name === 'broken') throw new Error('secret of the house');
      return name === 'taken'
        ? refused('project_exists', 'There is one.')
        : done({ project_id: 'p1', name, users: 0 });
    },
  );
  const app = buildAdminApp({
    verbs: [verb],
    logger: createLogger('silent'),
    note: (deed) => void deeds.push(deed),
  });
  onTestFinished(() => app.close());
  await openAdminSocket(app, dataDir);
  const socket = join(dataDir, 'admin.sock');
  return {
    app,
    socket,
    dataDir,
    deeds,
    ask: (path: string, order: object) => post(socket, path, order),
  };
}

function newDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'sluice-test-admin-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

async function post(socketPath: string, path: string, order: object) {
  const { promise, resolve, reject } = Promise.withResolvers<{
    status: number | undefined;
    body: Record<string, unknown>;
  }>();
  const headers = { 'content-type': 'application/json' };
  const asked = request({ socketPath, path, method: 'POST', headers }, (response) => {
    text(response).then(
      (body) =>
        resolve({
          status: response.statusCode,
          body: JSON.parse(body) as Record<string, unknown>,
        }),
      reject,
    );
  });
  asked.on('error', reject);
  asked.end(JSON.stringify(order));
  return promise;
}
