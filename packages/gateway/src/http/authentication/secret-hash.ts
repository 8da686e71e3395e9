import { hash } from 'node:crypto';

/**
 * What is kept of an API key or a token, in its place. One round of SHA-256 is enough: these secrets
 * are 256 random bits, so there is nothing to guess and nothing that a slow hash would slow down. For
 * the same reason the look-up by hash leaks nothing by its time: nobody can choose the hash he asks for.
 */
export function hashSecret(secret: string): string {
  return hash('sha256', secret);
}
