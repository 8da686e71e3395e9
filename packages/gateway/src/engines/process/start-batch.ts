import type { BatchOrder, Possible } from './batch-command.ts';
import { type BatchNote, bootId, readBatchNote } from './batch-note.ts';
import { type BatchClocks, BatchProcess } from './batch-process.ts';
import type { BatchRoom } from '../batch-room.ts';
import type { Enclosure } from './enclosure.ts';
import { NamespaceEnclosure } from './namespace-enclosure.ts';
import { readSeen } from './seen-file.ts';
import { spawnBatch } from './spawn-batch.ts';
import { TreeEnclosure } from './tree-enclosure.ts';
import { untilLeft } from './until-left.ts';

/**
 * @param unwanted aborts when it is to be cancelled; one that has not begun then never does
 * @throws BatchNotBegunError
 */
export async function startBatch(
  order: BatchOrder,
  isolation: Possible,
  clocks: BatchClocks,
  unwanted: AbortSignal,
): Promise<BatchProcess> {
  const { note, left } = await spawnBatch(order, isolation, unwanted);
  return new BatchProcess(order.room, enclosureOf(order.room, note, left), clocks);
}

/**
 * Goes on with a batch that an earlier gateway started, by pid, start time and the start of the machine.
 * Also where its first process has ended: what is left of it may not have.
 * @returns null where no process of it can be there
 */
export function adoptBatch(room: BatchRoom, clocks: BatchClocks): BatchProcess | null {
  const note = readBatchNote(room.noteFile);
  if (note === null || note.bootId !== bootId()) return null;
  const left = untilLeft(note.init, room.recordFile);
  return new BatchProcess(room, enclosureOf(room, note, left), clocks);
}

function enclosureOf(room: BatchRoom, note: BatchNote, left: Promise<void>): Enclosure {
  return note.isApart
    ? new NamespaceEnclosure(note, left)
    : new TreeEnclosure(note, room.place.marker, left, readSeen(room.seenFile));
}
