import { scryptSync } from 'node:crypto';
import { expect, it } from 'vitest';
import { PasswordChecks } from './password-checks.ts';

const key = scryptSync('right', 'salt', 32, { N: 16, r: 8, p: 1 }).toString('base64');
/** The hash of `right`, made so that a check takes no time. */
const quick = `scrypt$16$8$1$${Buffer.from('salt').toString('base64')}$${key}`;

it('says whether a password fits, and never that it fits nobody', async () => {
  const checks = new PasswordChecks();
  expect(await checks.verify('right', quick)).toBe(true);
  expect(await checks.verify('wrong', quick)).toBe(false);
  expect(await checks.verify('right', null)).toBe(false);
});

it('turns away whoever would wait too long, and goes on when the others are done', async () => {
  const checks = new PasswordChecks();
  const answers = await Promise.all(Array.from({ length: 40 }, () => checks.verify('a', quick)));
  expect(answers.filter((answer) => answer === false)).toHaveLength(34);
  expect(answers.filter((answer) => answer === null)).toHaveLength(6);
  const later = await Promise.all(Array.from({ length: 34 }, () => checks.verify('a', quick)));
  expect(later).not.toContain(null);
});

it('gives its place free when a check fails', async () => {
  const checks = new PasswordChecks();
  for (let time = 0; time < 3; time++) {
    await expect(checks.verify('a', 'no hash')).rejects.toThrow('not of a form');
  }
  expect(await checks.verify('right', quick)).toBe(true);
});
