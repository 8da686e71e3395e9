import { mostSlots } from '../../core/ports/queue-store.ts';

/** DLI sizes a queue in CUs, of one core each; here a slot, which runs one job at a time, stands for so many. */
export const cusOfSlot = 4;

export const mostCus = mostSlots * cusOfSlot;

export function toCus(slots: number): number {
  return slots * cusOfSlot;
}
