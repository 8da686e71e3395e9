// npm start: installs what is missing, then runs the gateway on Node 24 and goes when it goes.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { cacheHome } from './cache-home.mjs';
import { checkout } from './checkout.mjs';
import { exitCode } from './exit-code.mjs';
import { findNode } from './find-node.mjs';
import { installPackages } from './install-packages.mjs';
import { onStopRequest } from './on-stop-request.mjs';
import { ScriptError } from './script-error.mjs';

const stopping = new AbortController();
let gateway;

const stopListening = onStopRequest((signal) => {
  stopping.abort();
  // A second request is passed on as well: the gateway then does not wait any longer.
  if (gateway?.connected) gateway.send({ stop: signal }, () => {});
});
try {
  await installPackages(stopping.signal);
  if (stopping.signal.aborted) throw new ScriptError('stopped before the gateway was started');
  process.exitCode = await runGateway(findNode());
} catch (error) {
  if (!(error instanceof ScriptError)) throw error;
  process.stderr.write(`sluice: ${error.message}\n`);
  process.exitCode = 1;
} finally {
  stopListening();
}

/** The channel tells the gateway when this process is gone, however that came. */
async function runGateway(node) {
  gateway = spawn(node, ['packages/gateway/src/main.ts', ...process.argv.slice(2)], {
    cwd: checkout,
    // A start takes a third of the time once the program is compiled.
    env: { NODE_COMPILE_CACHE: join(cacheHome(), 'compiled'), ...process.env },
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  const [code, signal] = await once(gateway, 'exit');
  return exitCode(code, signal);
}
