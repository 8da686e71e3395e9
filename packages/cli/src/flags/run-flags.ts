import { parseDuration } from './duration.ts';

/** Flags of every command that submits a job and waits for its end. */
export interface RunFlags {
  readonly async: boolean;
  /** Milliseconds. */
  readonly timeout?: number | undefined;
  readonly detachOnInterrupt: boolean;
}

export const runFlags = {
  async: {
    kind: 'boolean',
    default: false,
    withNegated: false,
    brief: 'submit, print the job and do not wait',
  },
  timeout: {
    kind: 'parsed',
    parse: parseDuration,
    optional: true,
    placeholder: 'TIME',
    brief: 'how long to wait (5s, 10m); the job goes on after it',
  },
  detachOnInterrupt: {
    kind: 'boolean',
    default: false,
    withNegated: false,
    brief: 'Ctrl-C leaves the job running',
  },
} as const;
