// npm test: installs what is missing, runs every check and test, and looks for what they left.
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { checkout } from './checkout.mjs';
import { addCounts, countLine } from './count.mjs';
import { findNode } from './find-node.mjs';
import { installPackages } from './install-packages.mjs';
import { endLeftovers } from './leftovers.mjs';
import { onStopRequest } from './on-stop-request.mjs';
import { pythonEnvironment } from './python-environment.mjs';
import { runChecks } from './run-checks.mjs';
import { runVitest } from './run-vitest.mjs';
import { sdkPackages } from './sdk-packages.mjs';
import { ScriptError } from './script-error.mjs';

/** CI ends a run after half an hour, and then nobody hears how it went. */
const runTimeoutMs = 28 * 60_000;

const stopping = new AbortController();
const stopListening = onStopRequest(() => stopping.abort());
const endTimer = setTimeout(() => {
  console.log(`the run is ended: it takes more than ${runTimeoutMs / 60_000} minutes`);
  stopping.abort();
}, runTimeoutMs);
try {
  const count = await runAll(process.argv.slice(2), stopping.signal);
  console.log(countLine(count));
  process.exitCode = count.failed === 0 ? 0 : 1;
} catch (error) {
  if (!(error instanceof ScriptError)) throw error;
  console.error(`sluice: ${error.message}`);
  console.log(countLine({ passed: 0, failed: 1, skipped: 0 }));
  process.exitCode = 1;
} finally {
  clearTimeout(endTimer);
  stopListening();
}

/** With arguments only the tests that they name are run. */
async function runAll(args, stopped) {
  await installPackages(stopped);
  const [python, fabricPython, sdks] = await Promise.all([
    pythonEnvironment('requirements.txt', stopped),
    pythonEnvironment('requirements-fabric.txt', stopped),
    sdkPackages(stopped),
  ]);
  if ('missing' in python) console.log(`tests in Python are skipped: ${python.missing}`);
  if ('missing' in fabricPython) {
    console.log(`the SDKs of Fabric are not tried: ${fabricPython.missing}`);
  }
  for (const [language, { missing }] of Object.entries(sdks)) {
    if (missing) console.log(`the SDK for ${language} is not tried: ${missing}`);
  }

  // A directory of our own, so that what other runs leave is not taken for ours.
  const directory = mkdtempSync(join(realpathSync(tmpdir()), 'sluice-test-'));
  // Some tests work as another user, who has to come through.
  chmodSync(directory, 0o711);
  const marker = `SLUICE_TEST_RUN=${randomUUID()}`;
  const env = environmentOfTests(marker, directory, { python, fabricPython, sdks });
  try {
    const checked = args.length > 0 ? [] : [await runChecks(env, stopped)];
    const tested = stopped.aborted ? [] : [await runVitest(args, directory, env, stopped)];
    const left = await endLeftovers(marker, directory);
    for (const what of left) console.log(`FAIL left behind: ${what}`);
    const failures = left.length + (stopped.aborted ? 1 : 0);
    return addCounts(...checked, ...tested, { passed: 0, failed: failures, skipped: 0 });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function environmentOfTests(marker, directory, { python, fabricPython, sdks }) {
  const [name, value] = marker.split('=');
  const path = [join(findNode(), '..'), join(checkout, 'node_modules', '.bin')];
  return {
    ...process.env,
    [name]: value,
    PATH: [...path, process.env.PATH].join(delimiter),
    TMPDIR: directory,
    // Many processes run the same programs: each is compiled once.
    NODE_COMPILE_CACHE: join(directory, 'compiled'),
    ...(process.stdout.isTTY ? {} : { NO_COLOR: '1' }),
    ...pythonOfTests('SLUICE_TEST_PYTHON', python),
    ...pythonOfTests('SLUICE_TEST_FABRIC_PYTHON', fabricPython),
    SLUICE_TEST_SDKS: JSON.stringify(sdks),
  };
}

function pythonOfTests(name, environment) {
  return 'python' in environment
    ? { [name]: environment.python }
    : { [`${name}_MISSING`]: environment.missing };
}
