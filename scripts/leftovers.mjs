import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { readProcess, startTimeOf } from './process-identity.mjs';

/** What has been told to end may need a moment for it. */
const graceMs = 2_000;
const lookMs = 100;

/**
 * Ends every process that the tests left running, and finds the directories that they left.
 * @param {string} marker a `NAME=value` that every process of the tests has in its environment
 * @param {string} directory the temporary directory of the tests
 * @returns {Promise<string[]>} what was left, in words
 */
export async function endLeftovers(marker, directory) {
  const processes = await processesLeft((pid) => belongsTo(pid, marker, directory));
  for (const { pid, startTime } of processes) kill(pid, startTime);
  const directories = readdirSync(directory).filter((name) => name.startsWith('sluice-test-'));
  return [
    ...processes.map(({ pid, command }) => `process ${pid}: ${command}`),
    ...directories.map((name) => `directory ${name}: ${contentsOf(join(directory, name))}`),
  ];
}

/** Enough to tell which test it was. */
function contentsOf(directory) {
  return readdirSync(directory, { recursive: true }).slice(0, 10).join(' ') || 'empty';
}

function kill(pid, startTime) {
  try {
    if (startTimeOf(pid) === startTime) process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

async function processesLeft(isOurs) {
  const deadline = Date.now() + graceMs;
  let left = processesThat(isOurs);
  while (left.length > 0 && Date.now() < deadline) {
    await setTimeout(lookMs);
    left = processesThat(isOurs);
  }
  return left;
}

function processesThat(isOurs) {
  // Other systems do not show what tells a process of the tests.
  if (process.platform !== 'linux') return [];
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).flatMap((pid) => {
    const found = isOurs(pid) ? readProcess(pid) : null;
    return found ? [{ pid, startTime: found.startTime, command: found.command }] : [];
  });
}

/** By its environment, or, where that was left behind, by the directory that it works in. */
function belongsTo(pid, marker, directory) {
  try {
    return (
      readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(marker) ||
      readlinkSync(`/proc/${pid}/cwd`).startsWith(directory)
    );
  } catch {
    return false;
  }
}
