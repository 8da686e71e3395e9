import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkout } from './checkout.mjs';

/**
 * Runs the tests of all projects; vitest itself prints how they go.
 * @param {readonly string[]} args passed on: paths, `-t name` …
 * @param {string} directory for the report
 * @param {NodeJS.ProcessEnv} env
 * @param {AbortSignal} stopped
 * @returns {Promise<import('./count.mjs').Count>}
 */
export async function runVitest(args, directory, env, stopped) {
  const report = join(directory, 'vitest.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const vitest = spawn('vitest', ['run', ...reporters, ...args], {
    cwd: checkout,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const stop = () => vitest.kill('SIGTERM');
  stopped.addEventListener('abort', stop, { once: true });
  const [code, signal] = await once(vitest, 'exit');
  if (signal !== null) console.log(`vitest was ended by ${signal}`);
  const count = countOf(report);
  // An error outside every test, or no report at all, is a failure too.
  if (code !== 0 && count.failed === 0) count.failed = 1;
  return count;
}

function countOf(report) {
  try {
    const told = JSON.parse(readFileSync(report, 'utf8'));
    // A file that could not be loaded has failed without having a single test.
    const unloaded = told.testResults.filter(
      ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
    );
    return {
      passed: told.numPassedTests,
      failed: told.numFailedTests + unloaded.length,
      skipped: told.numPendingTests + told.numTodoTests,
    };
  } catch {
    return { passed: 0, failed: 0, skipped: 0 };
  }
}
