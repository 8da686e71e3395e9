import { UsageError } from '../usage-error.ts';
import { parseDuration } from './duration.ts';

/** Flags of every command that waits for the proof of what it asked for. */
export interface ProofFlags {
  readonly wait: boolean;
  /** Milliseconds. */
  readonly timeout: number;
}

/**
 * @param proved what the proof is of
 * @param asked what goes on where there is none in time
 */
export function proofFlags(proved: string, asked: string) {
  return {
    wait: { kind: 'boolean', default: true, brief: `wait until the ${proved} is confirmed` },
    timeout: {
      kind: 'parsed',
      parse: parseProofWait,
      default: '30s',
      placeholder: 'TIME',
      brief: `how long to wait for it, at most 5m; the ${asked} goes on after it`,
    },
  } as const;
}

/** The gateway waits no longer for the proof of a cancel or a close. */
const longestWaitMs = 300_000;

/** Reads how long a command waits for a proof. Milliseconds come out. */
function parseProofWait(text: string): number {
  const waitMs = parseDuration(text);
  if (waitMs <= longestWaitMs) return waitMs;
  throw new UsageError(`"${text}" is too long: the gateway waits 5m at most`);
}
