import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

/** 32 MB and about 0.2 s for each try. A change here leaves older hashes good: each says its own. */
const cost = { N: 2 ** 15, r: 8, p: 3 };
const saltBytes = 16;
const keyBytes = 32;

interface StoredPassword {
  readonly N: number;
  readonly r: number;
  readonly p: number;
  readonly salt: Buffer;
  readonly key: Buffer;
}

/** Computed on another thread, as `scrypt$N$r$p$salt$key`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(saltBytes);
  return format({ ...cost, salt, key: await derive(password, { ...cost, salt }) });
}

export async function verifyPassword(password: string, stored: string): Promise<boolean> {
  const parsed = parse(stored);
  return timingSafeEqual(await derive(password, parsed), parsed.key);
}

/** The hash of no password: to try one on for a user who is not there takes as long as for one who is. */
export function decoyHash(): string {
  return format({ ...cost, salt: randomBytes(saltBytes), key: randomBytes(keyBytes) });
}

const scryptAsync = promisify<string, Buffer, number, object, Buffer>(scrypt);

function derive(password: string, { N, r, p, salt }: Omit<StoredPassword, 'key'>): Promise<Buffer> {
  // Node refuses what takes more than 32 MB unless it is told. One and the same password may be typed
  // in more than one sequence of code points.
  const maxmem = 256 * N * r;
  return scryptAsync(password.normalize('NFC'), salt, keyBytes, { N, r, p, maxmem });
}

function format({ N, r, p, salt, key }: StoredPassword): string {
  return ['scrypt', N, r, p, salt.toString('base64'), key.toString('base64')].join('$');
}

function parse(stored: string): StoredPassword {
  const [scheme, N, r, p, salt = '', key = ''] = stored.split('$');
  const parsed = {
    N: Number(N),
    r: Number(r),
    p: Number(p),
    salt: Buffer.from(salt, 'base64'),
    key: Buffer.from(key, 'base64'),
  };
  if (scheme !== 'scrypt' || parsed.key.length !== keyBytes) {
    throw new Error('a stored password hash is not of a form that this version knows');
  }
  return parsed;
}
