import { statfsSync } from 'node:fs';
import type { Finding } from '@sluice/protocol';
import { fail, ok, warn } from './finding.ts';

const neededNode = 24;
const mebibyte = 2 ** 20;

/** Node, disk and memory. */
export function checkMachine(dataDir: string): readonly Finding[] {
  return [checkNode(), checkDisk(dataDir), checkMemory(process.availableMemory())];
}

function checkNode(): Finding {
  const { node } = process.versions;
  return Number.parseInt(node, 10) >= neededNode
    ? ok('node', `version ${node}`)
    : fail('node', `version ${node}, needs ${neededNode}: npm start brings it`);
}

function checkDisk(dataDir: string): Finding {
  const what = 'disk';
  let freeMib: number;
  try {
    const { bavail, bsize } = statfsSync(dataDir);
    freeMib = Math.floor((bavail * bsize) / mebibyte);
  } catch {
    return warn(what, 'its free space cannot be read');
  }
  const told = `${freeMib} MiB are free for ${dataDir}`;
  if (freeMib < 100) return fail(what, `${told}: jobs and results cannot be written soon`);
  return freeMib < 1_024 ? warn(what, `${told}: make room`) : ok(what, told);
}

function checkMemory(availableBytes: number): Finding {
  const told = `${Math.floor(availableBytes / mebibyte)} MiB are available`;
  return availableBytes < 512 * mebibyte
    ? warn('memory', `${told}: statements may be refused or spill; lower SLUICE_HOST_MEMORY`)
    : ok('memory', told);
}
