import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheHome } from './cache-home.mjs';

/**
 * A directory outside the checkout that is made once and never changed.
 * @param {string} name what it is for
 * @param {readonly string[]} madeFrom all that it is made from: the directory is named by it
 * @param {string} proof a path in it: without it the directory is of no use
 * @param {(aside: string) => Promise<string | null>} make fills it; a text says what could not be got
 * @returns {Promise<{ directory: string } | { missing: string }>}
 */
export async function cachedDirectory(name, madeFrom, proof, make) {
  const wanted = directoryFor(name, madeFrom);
  if (existsSync(join(wanted, proof))) return { directory: wanted };
  try {
    const missing = await makeAside(wanted, proof, make);
    return missing === null ? { directory: wanted } : { missing };
  } catch (error) {
    return { missing: `cannot make ${wanted}: ${error.message}` };
  }
}

function directoryFor(name, madeFrom) {
  const hash = createHash('sha256');
  for (const part of madeFrom) hash.update(part);
  return join(cacheHome(), `${name}-${hash.digest('hex').slice(0, 16)}`);
}

/** Built aside and renamed last: an install that was broken off is not taken for a good one. */
async function makeAside(wanted, proof, make) {
  mkdirSync(join(wanted, '..'), { recursive: true });
  const aside = mkdtempSync(`${wanted}-making-`);
  try {
    const missing = await make(aside);
    if (missing !== null) return missing;
    // Another run may have made the same one meanwhile.
    if (existsSync(join(wanted, proof))) return null;
    rmSync(wanted, { recursive: true, force: true });
    renameSync(aside, wanted);
    return null;
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}
