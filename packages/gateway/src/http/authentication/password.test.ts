import { expect, it } from 'vitest';
import { decoyHash, hashPassword, verifyPassword } from './password.ts';

it('verifies the password that was hashed, and no other', async () => {
  const stored = await hashPassword('correct horse');
  expect(stored).toMatch(/^scrypt\$32768\$8\$3\$[\w+/]{22}==\$[\w+/]{43}=$/);
  expect(await verifyPassword('correct horse', stored)).toBe(true);
  expect(await verifyPassword('correct horsf', stored)).toBe(false);
  expect(await verifyPassword('', stored)).toBe(false);
});

it('takes one text for one password, however its letters are composed', async () => {
  const stored = await hashPassword('caf\u00e9');
  expect(await verifyPassword('cafe\u0301', stored)).toBe(true);
});

it('verifies a hash made with other parameters', async () => {
  const stored = await hashPassword('old');
  const cheaper = stored.replace('$32768$8$3$', '$1024$8$1$');
  expect(await verifyPassword('old', cheaper)).toBe(false);
  const old = `scrypt$1024$8$1$${Buffer.from('salt').toString('base64')}$`;
  const { scryptSync } = await import('node:crypto');
  const key = scryptSync('old', 'salt', 32, { N: 1024, r: 8, p: 1 });
  expect(await verifyPassword('old', old + key.toString('base64'))).toBe(true);
});

it('has a decoy of the same shape and cost, which nothing fits', async () => {
  const decoy = decoyHash();
  expect(decoy.split('$').slice(0, 4)).toEqual((await hashPassword('a')).split('$').slice(0, 4));
  expect(await verifyPassword('a', decoy)).toBe(false);
});

it('refuses what is no hash', async () => {
  await expect(verifyPassword('a', 'plain')).rejects.toThrow('not of a form');
  await expect(verifyPassword('a', 'scrypt$1$1$1$aa$')).rejects.toThrow('not of a form');
});
