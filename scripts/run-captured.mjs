import { spawn } from 'node:child_process';

/** npm needs a moment to put back what it had moved away. */
const graceMs = 10_000;

/**
 * Runs a program to its end and keeps what it prints.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs: number, stopped: AbortSignal }} options
 *   `stopped` ends the program early
 * @returns {Promise<{ isSuccess: boolean, output: string }>} what it printed on both channels
 */
export function runCaptured(command, args, { cwd, env, timeoutMs, stopped }) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => (output += text));
    }
    let killTimer;
    const end = () => {
      child.kill('SIGTERM');
      killTimer ??= setTimeout(() => kill(child), graceMs);
    };
    const endTimer = setTimeout(end, timeoutMs);
    stopped.addEventListener('abort', end, { once: true });
    const finish = (isSuccess) => {
      clearTimeout(endTimer);
      clearTimeout(killTimer);
      stopped.removeEventListener('abort', end);
      resolve({ isSuccess, output });
    };
    child.on('error', (error) => {
      output += `${error.message}\n`;
      finish(false);
    });
    child.on('close', (code, signal) => {
      if (signal !== null) output += `${command} was ended by ${signal}\n`;
      finish(code === 0);
    });
  });
}

function kill(child) {
  child.kill('SIGKILL');
  // A grandchild may hold these open for ever.
  child.stdout.destroy();
  child.stderr.destroy();
}
