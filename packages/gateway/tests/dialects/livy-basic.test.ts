import { beforeAll, describe, expect, it } from 'vitest';
import type { IdentityStore, Member } from '../../src/core/ports/identity-store.ts';
import { hashPassword } from '../../src/http/authentication/password.ts';
import { hashSecret } from '../../src/http/authentication/secret-hash.ts';
import { principalOf } from './native-users.ts';
import { type Livy, startLivy } from './start-livy.ts';

const password = 'correct: horse ünd battery';
let passwordHash: string;
beforeAll(async () => {
  passwordHash = await hashPassword(password);
});

const home = { domainId: 'id-of-sluice', domainName: 'sluice' };

/** Oscar of the home domain, who has a password, and his project. */
async function enrol(
  identities: IdentityStore,
  more: Partial<Member['principal']> = {},
): Promise<void> {
  const principal = {
    ...principalOf('oscar'),
    userId: 'oscar-2',
    userName: 'oskar',
    ...home,
    ...more,
  };
  await identities.enrol({
    principal,
    passwordHash,
    accessKey: `AK-${principal.projectId}`,
    sealedSecret: '',
    apiKeyHash: hashSecret(`slk_of-${principal.projectName}`),
  });
}

function basic(user: string, secret: string): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}` };
}

async function startWithPassword(): Promise<Livy> {
  const livy = await startLivy();
  await enrol(livy.core.stores.identities);
  return livy;
}

function list(livy: Livy, headers: Record<string, string>) {
  return livy.call('GET', '/sessions', undefined, headers);
}

describe('Authorization: Basic', () => {
  it('lets in who has the password, and speaks for him', async () => {
    const livy = await startWithPassword();
    const answer = await livy.call('POST', '/sessions', {}, basic('oskar', password));
    expect(answer).toMatchObject({ status: 201, body: { owner: 'oskar' } });
  });

  it('takes an API key of the user as his password', async () => {
    const livy = await startWithPassword();
    const { projectName } = principalOf('oscar');
    const key = `slk_of-${projectName}`;
    expect((await list(livy, basic('oskar', key))).status).toBe(200);
    expect((await list(livy, basic('alice', key))).status).toBe(401);
    expect((await list(livy, basic('oskar', 'slk_other'))).status).toBe(401);
  });

  it('holds back who tries too often, and not who is known to be right', async () => {
    const livy = await startWithPassword();
    expect((await list(livy, basic('oskar', password))).status).toBe(200);
    for (let tries = 0; tries < 10; tries++) {
      expect((await list(livy, basic('oskar', `wrong ${tries}`))).status).toBe(401);
    }
    const late = await list(livy, basic('oskar', 'wrong again'));
    expect(late.status).toBe(429);
    expect(Number(late.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await list(livy, basic('oskar', password))).status).toBe(200);
    // The log-in of the other dialects counts the same tries.
    const logIn = await fetch(`${livy.origin}/v3/auth/tokens`, {
      method: 'POST',
      body: JSON.stringify({
        auth: {
          identity: {
            methods: ['password'],
            password: { user: { name: 'oskar', password: 'x', domain: { name: 'sluice' } } },
          },
        },
      }),
    });
    expect(logIn.status).toBe(429);
  });

  it('checks a password once for many requests at a time', async () => {
    const livy = await startWithPassword();
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => list(livy, basic('oskar', password))),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  });

  it('asks which project is meant where there are several', async () => {
    const livy = await startWithPassword();
    const other = { projectId: 'fedcba9876543210fedcba9876543210', projectName: 'lake-fedc' };
    await enrol(livy.core.stores.identities, other);
    const headers = basic('oskar', password);
    expect(await list(livy, headers)).toMatchObject({
      status: 401,
      body: { msg: expect.stringContaining('X-Project-Id') },
    });
    const named = { ...headers, 'x-project-id': other.projectId };
    expect((await list(livy, named)).status).toBe(200);
    expect((await list(livy, { ...headers, 'x-project-id': 'none' })).status).toBe(403);
  });

  it.each(['Basic', 'Basic !!!', 'Basic b3NrYXI=', 'Basic Og==', 'Basic /wD/'])(
    'cannot read %s',
    async (authorization) => {
      const livy = await startLivy();
      const answer = await list(livy, { authorization });
      expect(answer).toMatchObject({
        status: 401,
        body: { msg: expect.stringContaining('user:password') },
      });
      expect(answer.headers.get('www-authenticate')).toContain('Basic');
    },
  );

  it('answers a user who is not there as one who mistypes', async () => {
    const livy = await startWithPassword();
    const [unknown, wrong] = [
      await list(livy, basic('nobody', password)),
      await list(livy, basic('oskar', 'wrong')),
    ];
    expect(unknown).toMatchObject({ status: 401, body: wrong.body });
  });
});
