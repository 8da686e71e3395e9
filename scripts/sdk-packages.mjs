import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cachedDirectory } from './cached-directory.mjs';
import { checkout } from './checkout.mjs';
import { lastLine } from './last-line.mjs';
import { runCaptured } from './run-captured.mjs';

const sdks = join(checkout, 'tests', 'sdks');
const nodePackage = '@huaweicloud/huaweicloud-sdk-core@3.1.211';
/** A run of the tests has no more time to give away than this. */
const timeoutMs = 120_000;

/**
 * The packages that the programs of `docs/sdks.md` need, kept outside the checkout.
 * @param {AbortSignal} stopped
 * @returns {Promise<Record<'go' | 'java' | 'node', { directory: string } | { missing: string }>>}
 *   `go` has a go.mod, whose packages are in Go's own cache; `java` the jars; `node` a node_modules
 */
export async function sdkPackages(stopped) {
  const options = { timeoutMs, stopped };
  const [go, java, node] = await Promise.all([goOf(options), javaOf(options), nodeOf(options)]);
  return { go, java, node };
}

async function goOf(options) {
  const directory = join(sdks, 'go');
  const env = { ...process.env, GOTOOLCHAIN: 'local' };
  const got = await runCaptured('go', ['mod', 'download'], { ...options, cwd: directory, env });
  return got.isSuccess ? { directory } : { missing: `go mod download: ${lastLine(got)}` };
}

async function javaOf(options) {
  const java = await runCaptured('java', ['--version'], options);
  if (!java.isSuccess) return { missing: 'java does not run here: install a JDK of 17 or newer' };
  const pom = join(sdks, 'pom.xml');
  return cachedDirectory('java', [readFileSync(pom, 'utf8')], 'lib', async (aside) => {
    copyFileSync(pom, join(aside, 'pom.xml'));
    const copy = ['-B', '-q', 'dependency:copy-dependencies', '-DoutputDirectory=lib'];
    const got = await runCaptured('mvn', copy, { ...options, cwd: aside });
    return got.isSuccess ? null : `mvn cannot get the SDK: ${lastLine(got)}`;
  });
}

function nodeOf(options) {
  return cachedDirectory('node', [nodePackage], 'node_modules', async (aside) => {
    const install = ['install', '--silent', '--ignore-scripts', '--no-audit', '--no-save'];
    const got = await runCaptured('npm', [...install, '--prefix', aside, nodePackage], options);
    return got.isSuccess ? null : `npm cannot get the SDK: ${lastLine(got)}`;
  });
}
