import { scryptSync } from 'node:crypto';
import { expect, it } from 'vitest';
import { decoyHash, hashPassword, verifyPassword } from './password.ts';

/** A busy machine takes its time over each hash. */
const slowMs = 30_000;

it('verifies the password that was hashed, and no other', { timeout: slowMs }, async () => {
  const stored = await hashPassword('correct horse');
  expect(stored).toMatch(/^scrypt\$32768\$8\$3\$[\w+/]{22}==\$[\w+/]{43}=$/);
  expect(await verifyPassword('correct horse', stored)).toBe(true);
  expect(await verifyPassword('correct horsf', stored)).toBe(false);
});

it('verifies a hash made with other parameters', async () => {
  const stored = quickHash('old');
  expect(await verifyPassword('old', stored)).toBe(true);
  expect(await verifyPassword('', stored)).toBe(false);
  expect(await verifyPassword('old', stored.replace('$16$', '$32$'))).toBe(false);
});

it('takes one text for one password, however its letters are composed', async () => {
  expect(await verifyPassword('cafe\u0301', quickHash('caf\u00e9'))).toBe(true);
});

it('has a decoy of the same shape and cost, which nothing fits', { timeout: slowMs }, async () => {
  const decoy = decoyHash();
  expect(decoy).toMatch(/^scrypt\$32768\$8\$3\$[\w+/]{22}==\$[\w+/]{43}=$/);
  expect(await verifyPassword('a', decoy)).toBe(false);
});

it.each(['plain', 'scrypt$1$1$1$aa$', 'bcrypt$16$8$1$aa$aa'])(
  'refuses %s, no hash',
  async (stored) => {
    await expect(verifyPassword('a', stored)).rejects.toThrow('not of a form');
  },
);

function quickHash(password: string): string {
  const key = scryptSync(password, 'salt', 32, { N: 16, r: 8, p: 1 });
  return `scrypt$16$8$1$${Buffer.from('salt').toString('base64')}$${key.toString('base64')}`;
}
