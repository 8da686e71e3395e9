import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkout } from './checkout.mjs';
import { ScriptError } from './script-error.mjs';

const oldestMajor = 24;

/**
 * The Node.js that runs the product: the one that came with the packages, or else the one that runs
 * this script when it is new enough.
 * @returns {string} its path
 * @throws {ScriptError} when there is none
 */
export function findNode() {
  const bundled = join(checkout, 'node_modules', '.bin', 'node');
  const found = [bundled, process.execPath].find((node) => majorOf(node) >= oldestMajor);
  if (found !== undefined) return found;
  throw new ScriptError(
    `no Node.js ${oldestMajor} for ${process.platform}-${process.arch}: the packages ` +
      `${bundledPackages().join(', ')} bring one for their systems only; install Node.js ` +
      `${oldestMajor} or newer and start again with it`,
  );
}

/** @returns {number} 0 when it does not run here (built for another C library, say) */
function majorOf(node) {
  const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8', timeout: 10_000 });
  return Number(/^v(\d+)\./.exec(stdout ?? '')?.[1] ?? 0);
}

function bundledPackages() {
  const { optionalDependencies } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8'));
  return Object.keys(optionalDependencies).filter((name) => name.startsWith('node-'));
}
