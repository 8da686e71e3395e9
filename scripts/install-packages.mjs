import { createHash } from 'node:crypto';
import { accessSync, constants, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { checkout } from './checkout.mjs';
import { describeFailure, describeNpmFailure } from './describe-failure.mjs';
import { runCaptured } from './run-captured.mjs';
import { ScriptError } from './script-error.mjs';
import { showProgress } from './show-progress.mjs';

const nodeModules = join(checkout, 'node_modules');
/** Says which lockfile node_modules was made from; not there while it is being made. */
const stampFile = join(nodeModules, '.sluice-installed');
const installTimeoutMs = 20 * 60_000;

/**
 * Not `npm ci`: that refuses a lockfile without the optional packages of systems that the registry
 * had none for. `--no-save` leaves the lockfile as it is all the same.
 */
const npmArguments = [
  'install',
  '--no-save',
  '--include=dev',
  '--include=optional',
  '--ignore-scripts',
  '--no-audit',
  '--no-fund',
  '--loglevel=error',
  // A missing network is told within seconds, not minutes.
  '--fetch-retries=2',
  '--fetch-retry-mintimeout=1000',
  '--fetch-retry-maxtimeout=5000',
  '--fetch-timeout=60000',
];

/**
 * Makes node_modules match package-lock.json; does nothing when it does.
 * @param {AbortSignal} stopped
 * @returns {Promise<void>}
 * @throws {ScriptError} when npm cannot
 */
export async function installPackages(stopped) {
  const wanted = stampOf(readFileSync(join(checkout, 'package-lock.json')));
  const stamp = readStamp();
  if (stamp === wanted) return;
  try {
    accessSync(checkout, constants.W_OK);
    // Without a stamp an install may have been broken off: npm takes a file cut short for a whole one.
    rmSync(stamp === null ? nodeModules : stampFile, { recursive: true, force: true });
    await runNpm(stopped);
    writeFileSync(stampFile, wanted);
  } catch (error) {
    if (error instanceof ScriptError) throw error;
    throw new ScriptError(
      `cannot install the packages: ${describeFailure(error.code, error.message)}`,
    );
  }
}

function stampOf(lockfile) {
  const hash = createHash('sha256').update(lockfile).digest('hex');
  return `${process.platform}-${process.arch} ${hash}\n`;
}

function readStamp() {
  try {
    return readFileSync(stampFile, 'utf8');
  } catch {
    return null;
  }
}

async function runNpm(stopped) {
  const finish = showProgress('installing packages');
  // npm must not run on the Node that it replaces.
  const path = (process.env.PATH ?? '').split(delimiter);
  const PATH = path.filter((entry) => !entry.startsWith(nodeModules)).join(delimiter);
  const { isSuccess, output } = await runCaptured('npm', npmArguments, {
    cwd: checkout,
    env: { ...process.env, PATH },
    timeoutMs: installTimeoutMs,
    stopped,
  });
  finish();
  if (isSuccess) return;
  if (stopped.aborted) throw new ScriptError('stopped while installing packages');
  throw new ScriptError(`cannot install the packages: ${describeNpmFailure(output)}`);
}
