import { randomBytes, randomInt } from 'node:crypto';

const upperCase = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const digits = '0123456789';
const letters = upperCase + upperCase.toLowerCase();

/** 20 upper-case letters and digits, the form that the cloud's own have. */
export function newAccessKey(): string {
  return pick(upperCase + digits, 20);
}

/** 40 letters and digits: 238 random bits. */
export function newSecretKey(): string {
  return pick(letters + digits, 40);
}

/** 24 letters and digits: 142 random bits, and nothing that a shell or JSON would change. */
export function newPassword(): string {
  return pick(letters + digits, 24);
}

/** By its first letters a person or a scanner knows what has leaked. */
export const apiKeyPrefix = 'slk_';

/** 256 random bits. */
export function newApiKey(): string {
  return apiKeyPrefix + randomBytes(32).toString('base64url');
}

/** 256 random bits. It says nothing by itself: who holds it is in the store. */
export function newToken(): string {
  return `slt_${randomBytes(32).toString('base64url')}`;
}

/** Everything that a user logs in with. */
export function newSecrets() {
  return {
    accessKey: newAccessKey(),
    secretKey: newSecretKey(),
    apiKey: newApiKey(),
    password: newPassword(),
  };
}

function pick(alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
}
