import { expect, it } from 'vitest';
import { newAccessKey, newApiKey, newPassword, newSecretKey, newToken } from './new-secrets.ts';

it.each([
  ['an access key', newAccessKey, /^[A-Z0-9]{20}$/],
  ['a secret key', newSecretKey, /^[A-Za-z0-9]{40}$/],
  ['an API key', newApiKey, /^slk_[\w-]{43}$/],
  ['a token', newToken, /^slt_[\w-]{43}$/],
  ['a password', newPassword, /^[A-Za-z0-9]{24}$/],
])('makes %s of its form, another each time', (_what, make, form) => {
  const made = new Set(Array.from({ length: 100 }, make));
  expect(made.size).toBe(100);
  for (const secret of made) expect(secret).toMatch(form);
});
