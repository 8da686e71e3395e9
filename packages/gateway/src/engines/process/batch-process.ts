import { existsSync } from 'node:fs';
import type { CancelAnswer } from '../../core/job/receipt.ts';
import type { BatchRoom } from '../batch-room.ts';
import { lookAtDisk } from '../full-disk.ts';
import { readLogState } from '../log-state.ts';
import type { Enclosure } from './enclosure.ts';
import { addRung, type BatchRung, readRungs, type RungNote } from './batch-rungs.ts';
import { type InitRecord, readInitRecord } from './init-record.ts';
import type { ProcessSettings } from './process-settings.ts';
import { Witness } from './witness.ts';

export type BatchClocks = Pick<ProcessSettings, 'now' | 'uptime'>;

/** How a batch was seen to end. */
export interface BatchEnd {
  /** Whether its program was started at all. */
  readonly hasBegun: boolean;
  readonly record: InitRecord;
  /** The rungs that were taken, by this gateway and by earlier ones. */
  readonly rungs: readonly RungNote[];
  /** When the disk of its logs was first seen to be full; null: never. */
  readonly diskFullAt: number | null;
}

/** A batch with its processes, started by this gateway or by an earlier one. */
export class BatchProcess {
  readonly room: BatchRoom;
  /** Resolves when nothing of it runs any more. */
  readonly ended: Promise<BatchEnd>;
  readonly #enclosure: Enclosure;
  readonly #witness: Witness;
  readonly #clocks: BatchClocks;

  constructor(room: BatchRoom, enclosure: Enclosure, clocks: BatchClocks) {
    this.room = room;
    this.#enclosure = enclosure;
    this.#witness = new Witness(room.seenFile, clocks.now);
    this.#clocks = clocks;
    this.ended = enclosure.untilEmpty().then(() => readBatchEnd(room));
  }

  /** When it was told to end, by this gateway or by an earlier one, and has heard that; null: not yet. */
  get told(): RungNote | null {
    if (!readInitRecord(this.room.recordFile).wasToldToEnd) return null;
    return this.rungs.find(({ rung }) => rung === 'terminate') ?? null;
  }

  /** The rungs that were noted, by this gateway and by earlier ones. */
  get rungs(): readonly RungNote[] {
    return readRungs(this.room.rungsFile);
  }

  /** Takes one rung. It is written down first, so that whoever adopts the batch knows why it ended. */
  take(rung: BatchRung): CancelAnswer {
    const { now, uptime } = this.#clocks;
    addRung(this.room.rungsFile, { rung, at: now(), uptimeMs: uptime() });
    const isKill = rung === 'kill';
    // Noted before it is told as well, for the receipt of a gateway that follows.
    this.#witness.saw(this.#enclosure.look(), isKill ? 'SIGKILL' : 'SIGTERM');
    const isTold = isKill ? this.#enclosure.kill() : this.#enclosure.terminate();
    return isTold ? 'told' : 'not_there';
  }

  /** Looks whether anything of it is left, and says what was read and who was ended (I3). */
  check(): { readonly isGone: boolean; readonly read: string } {
    this.#witness.saw(this.#enclosure.look(), null);
    const { left } = readInitRecord(this.room.recordFile);
    const read = [this.#enclosure.proof(), ...this.#witness.account(), ...leftBehind(left)];
    return { isGone: this.#enclosure.isEmpty(), read: read.join('; ') };
  }

  /** Looks whether its logs still have room. @returns when they were first seen to have none; null: never */
  lookAtDisk(): Promise<number | null> {
    return lookAtDisk(this.room, this.#clocks.now);
  }

  /** Nobody will look at it any more. What runs of it runs on. */
  close(): void {
    this.#enclosure.close();
  }
}

/** From the files of its room, once it has ended. */
export function readBatchEnd(room: BatchRoom): BatchEnd {
  return {
    hasBegun: existsSync(room.begunFile),
    record: readInitRecord(room.recordFile),
    rungs: readRungs(room.rungsFile),
    diskFullAt: readLogState(room).diskFullAt,
  };
}

function leftBehind(left: readonly string[]): readonly string[] {
  if (left.length === 0) return [];
  return [`when the program had ended, these were ended by SIGKILL: ${left.join(', ')}`];
}
