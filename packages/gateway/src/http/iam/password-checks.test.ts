import { expect, it } from 'vitest';
import { hashPassword } from '../authentication/password.ts';
import { PasswordChecks } from './password-checks.ts';

it('says whether a password fits, and never that it fits nobody', async () => {
  const stored = await hashPassword('right');
  const checks = new PasswordChecks();
  expect(await checks.verify('right', stored)).toBe(true);
  expect(await checks.verify('wrong', stored)).toBe(false);
  expect(await checks.verify('right', null)).toBe(false);
});

it('turns away whoever would wait too long, and goes on when the others are done', async () => {
  // Cheap on purpose: the queue is what is tried.
  const stored = `scrypt$16$8$1$${Buffer.from('salt').toString('base64')}$${Buffer.alloc(32).toString('base64')}`;
  const checks = new PasswordChecks();
  const answers = await Promise.all(Array.from({ length: 40 }, () => checks.verify('a', stored)));
  expect(answers.filter((answer) => answer === false)).toHaveLength(34);
  expect(answers.filter((answer) => answer === null)).toHaveLength(6);
  const later = await Promise.all(Array.from({ length: 34 }, () => checks.verify('a', stored)));
  expect(later).not.toContain(null);
});

it('gives its place free when a check fails', async () => {
  const checks = new PasswordChecks();
  for (let time = 0; time < 3; time++) {
    await expect(checks.verify('a', 'no hash')).rejects.toThrow('not of a form');
  }
  expect(await checks.verify('a', null)).toBe(false);
});
