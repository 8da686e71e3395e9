import type { JobId } from '../job/job.ts';
import type { Remains, Remnant } from '../ports/remains.ts';
import type { JobNeeds, RetentionStore } from '../ports/retention-store.ts';
import { type Pass, pauseMs } from './pass.ts';
import type { SweepPorts } from './sweeper.ts';

const sliceOfRemnants = 200;

/**
 * Takes away what carries the name of a job that needs it no more. What an engine has is listed before
 * the store is asked: whatever carries a name was made after its job was written (I7), and a job that
 * has ended makes nothing more (I1).
 */
export async function sweepRemains(ports: SweepPorts, pass: Pass): Promise<void> {
  for (const remains of ports.remains.values()) {
    await sweepRemnants(ports, remains, pass);
    for (const projectId of await remains.projects()) {
      if (pass.stopped.aborted) return;
      await sweepProject(ports, remains, projectId, pass);
    }
  }
}

/** Each alone: one whose host hangs, or whose log cannot be written, keeps no other from its turn. */
async function sweepProject(
  ports: SweepPorts,
  remains: Remains,
  projectId: string,
  pass: Pass,
): Promise<void> {
  const attempt = async (what: string, act: () => Promise<void>) => {
    try {
      await act();
    } catch (error) {
      if (!pass.stopped.aborted) pass.failed(`${what} of project ${projectId}`, error);
    }
  };
  await attempt('sweeping the markers', () => sweepMarkers(ports, remains, projectId, pass));
  const before = pass.now - pass.keep.logsMs;
  await attempt('trimming the logs', () => remains.trimLogs(projectId, before));
}

async function sweepRemnants(ports: SweepPorts, remains: Remains, pass: Pass): Promise<void> {
  let slice: Remnant[] = [];
  for await (const remnant of remains.remnants()) {
    if (pass.stopped.aborted) return;
    slice.push(remnant);
    if (slice.length < sliceOfRemnants) continue;
    await removeUnneeded(ports.retention, remains, slice, pass);
    slice = [];
    await ports.clock.sleep(pauseMs, pass.stopped);
  }
  await removeUnneeded(ports.retention, remains, slice, pass);
}

async function removeUnneeded(
  retention: RetentionStore,
  remains: Remains,
  remnants: readonly Remnant[],
  pass: Pass,
): Promise<void> {
  const needs = await retention.needsOf(remnants.map(({ jobId }) => jobId));
  const unneeded = remnants.filter((remnant) => !isNeeded(remnant, needs.get(remnant.jobId)));
  for (const remnant of unneeded) {
    try {
      await remains.remove(remnant);
    } catch (error) {
      pass.failed(`taking away what job ${remnant.jobId} left`, error);
    }
  }
}

function isNeeded({ kind }: Remnant, needs: JobNeeds | undefined): boolean {
  return needs === 'all' || (needs === 'result' && kind === 'result');
}

/** A marker tells what became of a job that has not ended; of one that has, its row does. */
async function sweepMarkers(
  ports: SweepPorts,
  remains: Remains,
  projectId: string,
  pass: Pass,
): Promise<void> {
  for await (const marked of remains.markedJobs(projectId)) {
    if (pass.stopped.aborted) return;
    const jobIds = await ended(ports.retention, marked);
    if (jobIds.length > 0) await remains.removeMarkers(projectId, jobIds);
    await ports.clock.sleep(pauseMs, pass.stopped);
  }
}

async function ended(retention: RetentionStore, jobIds: readonly JobId[]) {
  const needs = await retention.needsOf(jobIds);
  return jobIds.filter((jobId) => needs.get(jobId) !== 'all');
}
