import { readFileSync } from 'node:fs';
import { CredentialError } from './credential-error.ts';

/**
 * Reads a file that holds one JSON object; null when there is no such file.
 * @throws CredentialError when it cannot be read, or holds something else
 */
export function readJsonFile(file: string): Record<string, unknown> | null {
  const text = readIfThere(file);
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>;
    }
  } catch {
    // Told below; the parser's own message would quote the secret.
  }
  throw new CredentialError(`${file} does not hold a JSON object`);
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new CredentialError(`cannot read ${file}: ${message}`);
  }
}
