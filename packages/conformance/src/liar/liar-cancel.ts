import { setTimeout as pause } from 'node:timers/promises';
import { hasEnded, type LiarSession, type LiarWork } from './liar-work.ts';
import type { LiarWorld } from './liar-world.ts';

/** How the liar answers a cancel or a close; each dialect has its words for it. */
export type LiarAnswer = 'cancelled' | 'ended' | 'unknown' | 'not_confirmed';

/** How long code that ignores interrupts is given before its process is killed. */
const rungMs = 300;
const answerMs = 700;
const lookMs = 5;

/** Cancels work: honestly, but for the lies that are on. Each stands where it lies. */
export async function cancelWork(world: LiarWorld, work: LiarWork): Promise<LiarAnswer> {
  const { lies } = world;
  const { command } = work;
  work.cancels += 1;
  if (lies.has(7) && work.code === 'long' && work.cancels > 1) return 'unknown';
  if (hasEnded(work)) return cancelEnded(world, work);
  if (work.status === 'waiting') return cancelWaiting(world, work);
  if (command.kind === 'write') return cancelWrite(world, work, command.commitMs);
  if (command.kind === 'answer') return 'ended';
  const isStopped = work.pid !== null && world.processes.isStopped(work.pid);
  if (isStopped || command.word === 'deaf' || command.word === 'tasks') {
    return cancelDeaf(world, work);
  }
  // Of a batch that would be the lie of case 34, too.
  const leavesBusy = lies.has(4) && command.word === 'busy' && work.lane.takes !== 'batches';
  const leavesIt = leavesBusy || (lies.has(1) && command.word === 'join');
  if (leavesIt) return sayOnly(work);
  if (lies.has(3) && command.word === 'sleep') {
    work.status = 'cancelling';
    return 'cancelled';
  }
  if (lies.has(21) && command.word === 'export') world.files.add(command.file);
  if (lies.has(25) && work.code === 'long' && work.reads.running > 1) world.processes.bear(false);
  if (lies.has(23) && work.lane.takes === 'batches' && work.reads.any === 0) bearLater(world);
  if (lies.has(27) && work.code === 'long' && work.reads.running === 1) work.lane.hitsNext = true;
  world.finish(work, 'cancelled', 'by the user');
  world.advance();
  return 'cancelled';
}

/** A program that the deletion of its batch did not reach. */
function bearLater(world: LiarWorld): void {
  world.later(10, () => {
    const pid = world.processes.bear(true);
    world.later(500, () => world.processes.end(pid));
  });
}

function cancelEnded({ lies }: LiarWorld, work: LiarWork): LiarAnswer {
  if (lies.has(6) && work.code === 'quick') {
    work.status = 'cancelled';
    return 'cancelled';
  }
  if (lies.has(20)) work.rows = work.rows.slice(0, Math.ceil(work.rows.length / 2));
  return 'ended';
}

function cancelWaiting(world: LiarWorld, work: LiarWork): LiarAnswer {
  const { lies } = world;
  const alike = [...work.lane.works.values()].filter(({ code }) => code === work.code);
  if (lies.has(29) && alike.length > 5 && alike.indexOf(work) % 5 === 4) return 'cancelled';
  if (lies.has(2) && work.command.kind === 'write' && alike.length === 1) {
    for (const other of work.lane.works.values()) {
      if (other.status === 'running') world.finish(other, 'failed', 'a signal came');
    }
  }
  world.finish(work, 'cancelled', 'by the user');
  return 'cancelled';
}

async function cancelWrite(
  world: LiarWorld,
  work: LiarWork,
  commitMs: number,
): Promise<LiarAnswer> {
  const { lies } = world;
  const command = work.command.kind === 'write' ? work.command : null;
  const leftMs = work.startedAt + (command?.ms ?? 0) - performance.now();
  const isCommitting = leftMs < commitMs;
  if (isCommitting) {
    if (lies.has(37)) world.write(work);
    else return untilEnded(world, work);
  }
  if (lies.has(32) && work.reads.any === 0) return 'cancelled';
  const { running } = work.reads;
  const isLate = command?.commitMs === 0;
  if (isLate && ((lies.has(1) && running > 1) || (lies.has(31) && running === 1))) {
    world.later(leftMs, () => world.write(work));
  }
  world.finish(work, 'cancelled', 'by the user');
  return 'cancelled';
}

/** It does not listen: after a while its process is killed. */
async function cancelDeaf(world: LiarWorld, work: LiarWork): Promise<LiarAnswer> {
  const { lies } = world;
  if (work.status === 'running') {
    work.status = 'cancelling';
    if (lies.has(30)) writeTwice(world);
    const isStopped = work.pid !== null && world.processes.isStopped(work.pid);
    if (!(isStopped && lies.has(38))) world.later(rungMs, () => killDeaf(world, work));
  }
  return untilEnded(world, work);
}

function killDeaf(world: LiarWorld, work: LiarWork): void {
  const { lies } = world;
  if (work.status !== 'cancelling') return;
  const leavesIt = (lies.has(5) && work.code === 'deaf') || (lies.has(33) && work.code === 'tasks');
  if (leavesIt) sayOnly(work);
  else world.finish(work, 'cancelled', 'by the user');
}

/** What others write, or have just written, is there once more. */
function writeTwice(world: LiarWorld): void {
  for (const work of world.allWorks()) {
    if (work.status === 'running') work.times = 2;
    if (work.status === 'succeeded') world.write(work);
  }
}

/** The word without the deed: its process goes on. */
function sayOnly(work: LiarWork): LiarAnswer {
  work.pid = null;
  work.status = 'cancelled';
  return 'cancelled';
}

async function untilEnded(world: LiarWorld, work: LiarWork): Promise<LiarAnswer> {
  const deadline = performance.now() + answerMs;
  while (!hasEnded(work)) {
    if (performance.now() > deadline) return 'not_confirmed';
    await pause(lookMs);
    world.advance();
  }
  return work.status === 'cancelled' ? 'cancelled' : 'ended';
}

/** Closes a session: honestly, but for the lies that are on. */
export function closeSession(world: LiarWorld, session: LiarSession): LiarAnswer {
  const { lies } = world;
  if (session.status === 'ended') return 'unknown';
  if (session.status === 'starting') {
    world.closedWhileStarting += 1;
    if (lies.has(10)) {
      session.hasProcess = false;
      return 'cancelled';
    }
    if (lies.has(11)) world.later(10, () => world.processes.bear(false));
    world.endSession(session);
    return 'cancelled';
  }
  for (const work of session.works.values()) {
    const isRunning = work.status === 'running' || work.status === 'cancelling';
    if (lies.has(22) && work.status === 'waiting') world.write(work);
    const livesOn =
      (lies.has(12) && work.code === 'deaf') || (lies.has(34) && work.code === 'busy');
    if (isRunning && livesOn) sayOnly(work);
  }
  world.endSession(session);
  return 'cancelled';
}
