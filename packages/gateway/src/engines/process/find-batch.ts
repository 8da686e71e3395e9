import { rm } from 'node:fs/promises';
import { untilProcessGone } from '../process-identity.ts';
import { bootId, readBatchNote } from './batch-note.ts';
import {
  type BatchClocks,
  type BatchEnd,
  type BatchProcess,
  readBatchEnd,
} from './batch-process.ts';
import type { BatchPlace, BatchRoom } from '../batch-room.ts';
import { hasBegunOrNeverWill } from './begin-mark.ts';
import { signalProcess } from './signal-process.ts';
import { adoptBatch } from './start-batch.ts';

/** What became of a batch that an earlier gateway may have begun. */
export type FoundBatch =
  | { readonly kind: 'runs'; readonly batch: BatchProcess; readonly uid: number | null }
  /** The machine was started anew since. */
  | { readonly kind: 'gone'; readonly end: BatchEnd }
  /** This try was not begun, and nobody else can begin it. */
  | { readonly kind: 'not_begun'; readonly attempt: number };

export async function findBatch(place: BatchPlace, clocks: BatchClocks): Promise<FoundBatch> {
  const { attempts } = place;
  if (attempts === 0) return { kind: 'not_begun', attempt: 0 };
  const room = place.room(attempts - 1);
  if (!hasBegunOrNeverWill(room)) {
    await clear(room);
    return { kind: 'not_begun', attempt: room.attempt };
  }
  const batch = adoptBatch(room, clocks);
  if (!batch) return { kind: 'gone', end: readBatchEnd(room) };
  return { kind: 'runs', batch, uid: readBatchNote(room.noteFile)?.uid ?? null };
}

/** What waits there for its word will not get it. */
async function clear(room: BatchRoom): Promise<void> {
  const note = readBatchNote(room.noteFile);
  if (note?.bootId === bootId() && signalProcess(note.supervisor, 'SIGKILL')) {
    await untilProcessGone(note.supervisor);
    await untilProcessGone(note.init);
  }
  await rm(room.path, { recursive: true });
}
