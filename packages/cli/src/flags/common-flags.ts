import { profileNames } from '../completing/profile-names.ts';
import { queueNames } from '../completing/queue-names.ts';
import { type Format, formats } from '../output/formats.ts';
import { UsageError } from '../usage-error.ts';
import { parseDuration } from './duration.ts';

/** Flags of every command that asks a gateway. No secret is ever a flag: others could read it. */
export interface GatewayFlags {
  readonly credentials?: string | undefined;
  readonly profile?: string | undefined;
  readonly requestId?: string | undefined;
  /** No progress, and no remarks on stderr; what goes wrong is said all the same. */
  readonly quiet: boolean;
}

export const gatewayFlags = {
  credentials: {
    kind: 'parsed',
    parse: String,
    optional: true,
    placeholder: 'FILE',
    brief: 'credential file to use, as npm start writes it',
  },
  profile: {
    kind: 'parsed',
    parse: String,
    proposeCompletions: profileNames,
    optional: true,
    placeholder: 'NAME',
    brief: 'profile to use, as sluice login keeps it',
  },
  requestId: {
    kind: 'parsed',
    parse: parseRequestId,
    optional: true,
    placeholder: 'ID',
    brief: "your own id for this command's requests, to find them in the gateway's log and audit",
  },
  quiet: {
    kind: 'boolean',
    default: false,
    withNegated: false,
    brief: 'no progress and no remarks on stderr',
  },
} as const;

/** Flags of a command that submits to a queue, or makes a session of one. */
export interface QueueFlags {
  readonly queue?: string | undefined;
}

export const queueFlags = {
  queue: {
    kind: 'parsed',
    parse: String,
    proposeCompletions: queueNames,
    optional: true,
    placeholder: 'NAME',
    brief: 'queue to run on; default: SLUICE_QUEUE, that of the profile, or default',
  },
} as const;

/** Flags of a command that asks and has its answer: nothing goes on after it. */
export interface CallFlags extends GatewayFlags {
  /** Milliseconds. */
  readonly timeout?: number | undefined;
}

export const callFlags = {
  ...gatewayFlags,
  timeout: {
    kind: 'parsed',
    parse: parseTimeout,
    optional: true,
    placeholder: 'TIME',
    brief: 'how long an answer of the gateway may take (30s)',
  },
} as const;

/** Flags of a command that goes on until what it looks at is over. */
export interface FollowFlags extends GatewayFlags {
  /** Milliseconds. */
  readonly timeout?: number | undefined;
}

export const followFlags = {
  ...gatewayFlags,
  timeout: {
    kind: 'parsed',
    parse: parseTimeout,
    optional: true,
    placeholder: 'TIME',
    brief: 'how long to go on (5s, 10m); default: as long as it takes',
  },
} as const;

export interface OutputFlags {
  readonly output?: Format | undefined;
}

export const outputFlags = {
  output: {
    kind: 'enum',
    values: formats,
    optional: true,
    brief: 'form of the output: a table on a terminal, TSV in a pipe',
  },
} as const;

/** The short names of the flags that nearly every command has. */
export const commonAliases = { o: 'output', q: 'quiet' } as const;

function parseRequestId(text: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(text)) return text;
  throw new UsageError(
    `"${text}" is no request id: write 1 to 64 letters, digits, ".", "_" or "-"`,
  );
}

function parseTimeout(text: string): number {
  const timeoutMs = parseDuration(text);
  if (timeoutMs > 0) return timeoutMs;
  throw new UsageError(`"${text}" leaves no time for an answer: write 5s or 1m`);
}
