import { checkout } from './checkout.mjs';
import { runCaptured } from './run-captured.mjs';

/** Scripts of package.json, in the order in which `npm run check` has them. */
const checks = ['format:check', 'lint', 'types', 'unused'];
const checkTimeoutMs = 5 * 60_000;

/**
 * Runs what a change must pass besides the tests, and prints what a failed one said.
 * @param {NodeJS.ProcessEnv} env
 * @param {AbortSignal} stopped
 * @returns {Promise<import('./count.mjs').Count>} each check counts as one
 */
export async function runChecks(env, stopped) {
  const count = { passed: 0, failed: 0, skipped: 0 };
  for (const check of checks) {
    const startedAt = Date.now();
    const options = { cwd: checkout, env, timeoutMs: checkTimeoutMs, stopped };
    const { isSuccess, output } = await runCaptured('npm', ['run', '--silent', check], options);
    const seconds = ((Date.now() - startedAt) / 1_000).toFixed(1);
    console.log(`${isSuccess ? 'ok  ' : 'FAIL'} ${check} (${seconds} s)`);
    if (!isSuccess) console.log(output);
    count[isSuccess ? 'passed' : 'failed'] += 1;
  }
  return count;
}
