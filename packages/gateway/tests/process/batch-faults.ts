import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { EndedJob } from '../../src/core/job/job.ts';
import type { BatchWorld } from './start-batches.ts';
import { projectId } from './start-batches.ts';

const endings: ReadonlySet<string> = new Set(['succeeded', 'failed', 'cancelled', 'lost']);

/** What is not true of a batch that has ended, in words; empty is right. */
export async function faultsOf(world: BatchWorld, job: EndedJob): Promise<readonly string[]> {
  const faults: string[] = [];
  const running = processesOf(job.id);
  if (running.length > 0) faults.push(`still runs: ${running.join('; ')}`);
  if (existsSync(world.placeOf(job).workDir)) faults.push('its working directory is there');
  if ((await world.stores.jobs.ledgerOf(job.id)).length > 0) faults.push('is on the ledger still');
  const events = await world.stores.events.read({ projectId, jobId: job.id }, 0, 100);
  const ended = events.map(({ kind }) => kind).filter((kind) => endings.has(kind));
  if (ended.join() !== job.state.ending.how) faults.push(`its endings are ${ended.join()}`);
  if (job.request.program?.file.endsWith('/talks.py'))
    faults.push(...(await logFaults(world, job)));
  return faults;
}

/** Of `talks.py`, which writes lines in order and, when it is told to end, how many they were. */
async function logFaults(world: BatchWorld, job: EndedJob): Promise<readonly string[]> {
  const lines = (await wholeLog(world, job)).split('\n');
  // It was told to end before it could hear that.
  if (lines.length === 1) return [];
  const said = lines.slice(0, -2);
  const faults: string[] = [];
  if (!said.every((line, at) => line === `line ${at + 1}`)) faults.push('lines are missing');
  const wasTold = (await world.receipt(job))?.rung === 'terminate';
  const last = lines.slice(-2).join('\n');
  if (wasTold && last !== `last ${said.length}\n`) faults.push(`its log ends with ${last}`);
  return faults;
}

async function wholeLog(world: BatchWorld, job: EndedJob): Promise<string> {
  let text = '';
  for (;;) {
    const piece = await world.log(job, 'stdout', Buffer.byteLength(text));
    if (piece === '') return text;
    text += piece;
  }
}

/** By the marker, read by this file's own means. */
export function processesOf(jobId: string): readonly string[] {
  return readdirSync('/proc').flatMap((pid) => {
    try {
      const isIts =
        /^\d+$/.test(pid) &&
        readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`SLUICE_JOB_ID=${jobId}`);
      return isIts ? [`${pid} ${readFileSync(`/proc/${pid}/cmdline`, 'utf8')}`] : [];
    } catch {
      return [];
    }
  });
}
