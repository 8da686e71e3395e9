import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { readProcess, startTimeOf } from './process-identity.mjs';

/** What has been told to end may need a moment for it. */
const graceMs = 2_000;
const lookMs = 100;

/**
 * Ends every process that the tests left running, and finds their directories.
 * @param {string} marker a `NAME=value` that every process of the tests has in its environment
 * @param {string} directory the temporary directory of the tests
 * @returns {Promise<string[]>} what was left, in words
 */
export async function endLeftovers(marker, directory) {
  const processes = await processesLeft(marker);
  for (const { pid, startTime } of processes) {
    if (startTimeOf(pid) === startTime) process.kill(pid, 'SIGKILL');
  }
  const directories = readdirSync(directory).filter((name) => name.startsWith('sluice-test-'));
  return [
    ...processes.map(({ pid, command }) => `process ${pid}: ${command}`),
    ...directories.map((name) => `directory ${name}`),
  ];
}

async function processesLeft(marker) {
  const deadline = Date.now() + graceMs;
  let left = processesMarked(marker);
  while (left.length > 0 && Date.now() < deadline) {
    await setTimeout(lookMs);
    left = processesMarked(marker);
  }
  return left;
}

/** Only Linux shows the environment of a process; elsewhere nothing is found. */
function processesMarked(marker) {
  if (process.platform !== 'linux') return [];
  const marked = readdirSync('/proc').filter(
    (name) => /^\d+$/.test(name) && hasMarker(name, marker),
  );
  return marked.flatMap((name) => {
    const found = readProcess(Number(name));
    return found ? [{ pid: Number(name), startTime: found.startTime, command: found.command }] : [];
  });
}

function hasMarker(pid, marker) {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(marker);
  } catch {
    return false;
  }
}
