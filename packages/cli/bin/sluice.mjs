#!/usr/bin/env node
// Plain JavaScript that an older Node can run too: it finds the Node that came with the installation.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import * as module from 'node:module';
import { constants, homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const neededVersion = 24;
/** Set for the Node that was found, so that one too old cannot look for ever. */
const foundMark = 'SLUICE_FOUND_NODE';

if (Number.parseInt(process.versions.node, 10) >= neededVersion) {
  delete process.env[foundMark];
  endWithLauncher();
  // Starts in a third of the time. Not in the system's temporary directory: others can write there.
  const caches = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  module.enableCompileCache(join(caches, 'sluice', 'compiled'));
  await import('../src/main.ts');
} else {
  const node = process.env[foundMark] ? undefined : findBundledNode();
  if (node) {
    runWith(node);
  } else {
    process.stderr.write(
      `sluice: needs Node ${neededVersion} or newer, this is ${process.versions.node}: ` +
        'install a newer one, or run "npm install" where sluice lies, which brings one along\n',
    );
    process.exitCode = 1;
  }
}

/** Looks beside this file and upwards. */
function findBundledNode() {
  for (let at = dirname(fileURLToPath(import.meta.url)); ; at = dirname(at)) {
    const modules = join(at, 'node_modules');
    const found = [join(modules, '.bin', 'node'), ...platformNodes(modules)].find(existsSync);
    if (found || dirname(at) === at) return found;
  }
}

function platformNodes(modules) {
  if (!existsSync(modules)) return [];
  return readdirSync(modules)
    .filter((name) => name === `node-${process.platform}-${process.arch}`)
    .map((name) => join(modules, name, 'bin', 'node'));
}

/** One that was found ends with the Node that found it, also where that one is killed and can pass on no signal. */
function endWithLauncher() {
  process.once('disconnect', () => process.exit(1));
  process.channel?.unref();
}

/** Passes every signal on and ends as the other Node did. */
function runWith(node) {
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    // The channel carries nothing: it breaks when this process is gone.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, [foundMark]: '1' },
  });
  // A terminal has sent its Ctrl-C to both: main.ts takes two at once for one.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => child.kill(signal));
  }
  child.on('error', (error) => {
    process.stderr.write(`sluice: cannot run ${node}: ${error.message}\n`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = signal ? 128 + constants.signals[signal] : code;
  });
}
