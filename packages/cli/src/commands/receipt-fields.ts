import type { Receipt } from '@sluice/client';
import type { Field } from '../output/write-record.ts';

/** When a phase was reached, and how long after the wish was durable; null where it was not. */
export function phaseText(accepted: string, time: string | null): string | null {
  return time && `${time}  ${spanText(accepted, time)}`;
}

/** The steps that were taken, and what was read to know what is gone. */
export function proofFields(
  accepted: string,
  { rungs, checks }: Pick<Receipt, 'rungs' | 'checks'>,
): readonly Field[] {
  return [
    ...rungs.map(({ rung, at, answer }): Field => [
      'rung',
      `${rung}: ${answer}  ${spanText(accepted, at)}`,
    ]),
    ...checks.map(({ held, is_gone, read }): Field => [
      'check',
      `${heldText(held)} ${is_gone ? 'is gone' : 'is still there'}: ${read}`,
    ]),
  ];
}

/** `+12 ms` after the wish was durable. */
function spanText(from: string, to: string): string {
  return `+${Date.parse(to) - Date.parse(from)} ms`;
}

function heldText(held: Receipt['checks'][number]['held']): string {
  switch (held.kind) {
    case 'operation':
      return `operation ${held.ref} of ${held.engine}`;
    case 'context':
      return `context of session ${held.ref} of ${held.engine}`;
    case 'path':
      return `path ${held.path}`;
    case 'process':
      return `process ${held.pid} (started ${held.start_time})`;
    case 'slot':
      return `slot of queue ${held.queue}`;
    case 'place':
      return `session place of queue ${held.queue}`;
  }
}
