import type {
  Held as HeldView,
  Receipt as ReceiptView,
  ReleaseCheck as ReleaseCheckView,
  RungTaken as RungTakenView,
} from '@sluice/protocol';
import type { CancelIntent } from '../../core/job/cancel-intent.ts';
import type { JobId } from '../../core/job/job.ts';
import type { Receipt, ReleaseCheck, RungTaken } from '../../core/job/receipt.ts';
import { toTimestamp, toTimestampOrNull } from './timestamp.ts';

/** What a cancel did. */
export function toReceiptView(receipt: Receipt): ReceiptView {
  const { jobId, intent, ending, rung, phases, rungs, checks, collateral } = receipt;
  return {
    job_id: jobId,
    by: intent.by,
    reason: intent.reason,
    request_id: intent.requestId,
    ending,
    rung,
    phases: {
      accepted: toTimestamp(phases.accepted),
      delivered: toTimestampOrNull(phases.delivered),
      observed: toTimestampOrNull(phases.observed),
      released: toTimestamp(phases.released),
    },
    rungs: rungs.map(toRungView),
    checks: checks.map(toCheckView),
    collateral: [...collateral],
  };
}

/** What is durable of a cancel that goes on: the wish. */
export function toOpenReceiptView(jobId: JobId, intent: CancelIntent): ReceiptView {
  const { by, at, reason, requestId } = intent;
  return {
    job_id: jobId,
    by,
    reason,
    request_id: requestId,
    ending: null,
    rung: null,
    phases: { accepted: toTimestamp(at), delivered: null, observed: null, released: null },
    rungs: [],
    checks: [],
    collateral: [],
  };
}

export function toRungView({ rung, at, answer }: RungTaken): RungTakenView {
  return { rung, at: toTimestamp(at), answer };
}

export function toCheckView({ held, isGone, read, at }: ReleaseCheck): ReleaseCheckView {
  return { held: toHeldView(held), is_gone: isGone, read, at: toTimestamp(at) };
}

function toHeldView(held: ReleaseCheck['held']): HeldView {
  switch (held.kind) {
    case 'operation':
    case 'context':
    case 'path':
      return { ...held };
    case 'slot':
    case 'place':
      return { kind: held.kind, queue: held.queue };
    case 'process':
      return { kind: 'process', pid: held.pid, start_time: held.startTime };
  }
}
