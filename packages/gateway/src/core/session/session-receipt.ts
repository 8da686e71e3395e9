import type { CancelIntent } from '../job/cancel-intent.ts';
import type { EndingWord } from '../job/ending.ts';
import type { ReleaseCheck, RungTaken } from '../job/receipt.ts';
import type { SessionEndingWord } from './session-ending.ts';
import type { SessionId } from './session.ts';

/** What the closing of a session did. Times are milliseconds since the epoch, read from the gateway's clock. */
export interface SessionReceipt {
  readonly sessionId: SessionId;
  readonly intent: CancelIntent;
  readonly ending: SessionEndingWord;
  /** The rung after which its context was seen to be gone; null when there was none to be told. */
  readonly rung: string | null;
  readonly phases: {
    /** The wish became durable. */
    readonly accepted: number;
    /** Its last statement had ended (I8); null when it had no place yet. */
    readonly statementsEnded: number | null;
    /** Its context was seen to be gone; null when it was never made. */
    readonly observed: number | null;
    /** All that it held was checked to be back. */
    readonly released: number;
  };
  /** How the statements ended that had not, when the wish came. */
  readonly statements: Readonly<Partial<Record<EndingWord, number>>>;
  /** For people: what went with its context. */
  readonly remarks: readonly string[];
  /** For people: what others went through by it, such as neighbours of a host that had to be killed. */
  readonly collateral: readonly string[];
  readonly rungs: readonly RungTaken[];
  readonly checks: readonly ReleaseCheck[];
}

/** The receipt of a session that no engine had heard of. */
export function neverPlaced(sessionId: SessionId, intent: CancelIntent): SessionReceipt {
  return {
    sessionId,
    intent,
    ending: 'closed',
    rung: null,
    phases: { accepted: intent.at, statementsEnded: null, observed: null, released: intent.at },
    statements: {},
    remarks: [],
    collateral: [],
    rungs: [],
    checks: [],
  };
}
