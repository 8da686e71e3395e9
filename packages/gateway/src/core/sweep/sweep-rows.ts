import type { JobId } from '../job/job.ts';
import type { JobPlace, ResultToRemove } from '../ports/retention-store.ts';
import { SliceLength } from '../slice-length.ts';
import { type Pass, pauseMs } from './pass.ts';
import type { SweepPorts } from './sweeper.ts';

/** A job takes some ten rows along. */
const slicesOfJobs = { least: 10, most: 160 };
const slicesOfRows = { least: 25, most: 800 };
/** A file can be large, and its taking away long. */
const slicesOfFiles = { least: 1, most: 32 };

/**
 * Takes rows away whose time is over. What an engine has of a result is taken away one pass after its
 * row said "expired": who read the row just before has opened it by then, and reads it to the end.
 */
export async function sweepRows(ports: SweepPorts, pass: Pass): Promise<void> {
  await removeResults(ports, pass);
  await expireResults(ports, pass);
  await deleteJobs(ports, pass);
  await deleteSessions(ports, pass);
  await deleteNumbered(ports, pass, 'deleteEvents');
  await deleteNumbered(ports, pass, 'deleteAudit');
  await deleteRunOut(ports, pass);
}

async function expireResults(ports: SweepPorts, pass: Pass): Promise<void> {
  const before = pass.now - pass.keep.resultsMs;
  await eachSlice(ports, pass, slicesOfRows, async (limit) => {
    const expired = await ports.retention.expireResults(pass.leaseToken, before, limit);
    return expired === limit;
  });
}

/**
 * The row says "expired" before the file is taken away, and remembers the file until it is: a crash at
 * any point leaves a truth in the row and nothing that is not found again.
 */
async function removeResults(ports: SweepPorts, pass: Pass): Promise<void> {
  let place = '';
  await eachSlice(ports, pass, slicesOfFiles, async (limit) => {
    const results = await ports.retention.resultsToRemove(place, limit);
    const removed: JobId[] = [];
    for (const result of results) {
      if (await removeResult(ports, pass, result)) removed.push(result.jobId);
    }
    await ports.retention.noteRemoved(pass.leaseToken, removed);
    place = results.at(-1)?.jobId ?? '';
    return results.length === limit;
  });
}

async function removeResult(
  ports: SweepPorts,
  pass: Pass,
  { jobId, projectId, engine }: ResultToRemove,
): Promise<boolean> {
  const remains = ports.remains.get(engine);
  if (!remains) return false;
  try {
    await remains.remove({ kind: 'result', projectId, jobId });
    return true;
  } catch (error) {
    pass.failed(`taking away the result of job ${jobId}`, error);
    return false;
  }
}

async function deleteJobs(ports: SweepPorts, pass: Pass): Promise<void> {
  const times = { before: pass.now - pass.keep.jobsMs, now: pass.now };
  let place: JobPlace | null = null;
  await eachSlice(ports, pass, slicesOfJobs, async (limit) => {
    place = await ports.retention.deleteJobs(pass.leaseToken, times, place, limit);
    return place !== null;
  });
}

async function deleteSessions(ports: SweepPorts, pass: Pass): Promise<void> {
  const before = pass.now - pass.keep.sessionsMs;
  await eachSlice(ports, pass, slicesOfJobs, async (limit) => {
    const deleted = await ports.retention.deleteSessions(pass.leaseToken, before, limit);
    return deleted === limit;
  });
}

async function deleteNumbered(
  ports: SweepPorts,
  pass: Pass,
  deleting: 'deleteEvents' | 'deleteAudit',
): Promise<void> {
  const times = { before: pass.now - pass.keep.eventsMs, now: pass.now };
  let after: number | null = 0;
  await eachSlice(ports, pass, slicesOfRows, async (limit) => {
    const place = { after: after ?? 0, limit };
    after = await ports.retention[deleting](pass.leaseToken, times, place);
    return after !== null;
  });
}

async function deleteRunOut(ports: SweepPorts, pass: Pass): Promise<void> {
  await eachSlice(ports, pass, slicesOfRows, async (limit) => {
    const deleted = await ports.retention.deleteRunOut(pass.leaseToken, pass.now, limit);
    return deleted > 0;
  });
}

/** Runs slices, each as long as its time allows and with a pause after it, until one was the last. */
async function eachSlice(
  { clock }: SweepPorts,
  { stopped }: Pass,
  lengths: { readonly least: number; readonly most: number },
  slice: (limit: number) => Promise<boolean>,
): Promise<void> {
  const length = new SliceLength(lengths);
  while (!stopped.aborted) {
    const begunAt = clock.steady();
    if (!(await slice(length.now))) return;
    length.took(clock.steady() - begunAt);
    await clock.sleep(pauseMs, stopped);
  }
}
