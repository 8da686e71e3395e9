import type { ConformanceCase } from '../play/conformance-case.ts';
import { runningWork } from './case-01-running-work.ts';
import { waitingWork } from './case-02-waiting-work.ts';
import { sleepingDriver } from './case-03-sleep.ts';
import { busyLoop } from './case-04-busy-loop.ts';
import { ignoredInterrupt } from './case-05-ignored-interrupt.ts';
import { endedWork } from './case-06-ended-work.ts';
import { fiftyCancels } from './case-07-fifty-cancels.ts';
import { unknownId } from './case-08-unknown-id.ts';
import { notOnesOwn } from './case-09-not-ones-own.ts';
import { startingSession } from './case-10-starting-session.ts';
import { lateBirth } from './case-11-late-birth.ts';
import { deafSession } from './case-12-deaf-session.ts';
import { killedAfterAccepting } from './case-13-killed-after-accepting.ts';
import { otherReplica } from './case-15-other-replica.ts';
import { clientLost } from './case-17-client-lost.ts';
import { busyIsNotIdle } from './case-18-idle-limit.ts';
import { timeoutRacesUser } from './case-19-timeout-races-user.ts';
import { whileFetching } from './case-20-while-fetching.ts';
import { cancelledExport } from './case-21-export.ts';
import { sessionWithQueue } from './case-22-session-with-queue.ts';
import { batchAtAnyTime } from './case-23-batch-at-any-time.ts';
import { engineDies } from './case-24-engine-dies.ts';
import { nothingLeft } from './case-25-nothing-left.ts';
import { lateInterrupt } from './case-27-late-interrupt.ts';
import { manyWaiting } from './case-29-many-waiting.ts';
import { neighbours } from './case-30-neighbours.ts';
import { bornAfterCancelled } from './case-31-born-after-cancelled.ts';
import { lostCancel } from './case-32-lost-cancel.ts';
import { deafTasks } from './case-33-deaf-tasks.ts';
import { wholeTree } from './case-34-whole-tree.ts';
import { cancelAfterRestart } from './case-35-cancel-after-restart.ts';
import { manyStarts } from './case-36-many-starts.ts';
import { duringCommit } from './case-37-during-commit.ts';
import { stoppedEngine } from './case-38-stopped-engine.ts';
import { insideCases } from './inside-cases.ts';

/** Every case of cancel conformance, in order. */
export const allCases: readonly ConformanceCase[] = [
  runningWork,
  waitingWork,
  sleepingDriver,
  busyLoop,
  ignoredInterrupt,
  endedWork,
  fiftyCancels,
  unknownId,
  notOnesOwn,
  startingSession,
  lateBirth,
  deafSession,
  killedAfterAccepting,
  otherReplica,
  clientLost,
  busyIsNotIdle,
  timeoutRacesUser,
  whileFetching,
  cancelledExport,
  sessionWithQueue,
  batchAtAnyTime,
  engineDies,
  nothingLeft,
  lateInterrupt,
  manyWaiting,
  neighbours,
  bornAfterCancelled,
  lostCancel,
  deafTasks,
  wholeTree,
  cancelAfterRestart,
  manyStarts,
  duringCommit,
  stoppedEngine,
  ...insideCases,
].sort((one, other) => one.number - other.number);
