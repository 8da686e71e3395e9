import {
  type DestinationStream,
  destination,
  type Level,
  type Logger,
  pino,
  stdTimeFunctions,
} from 'pino';

/** What waits for a slow reader; beyond it lines are dropped, not the gateway stopped. */
const mostWaitingBytes = 16 * 1024 * 1024;

/** Lines that come soon after one another are written together: a job writes five, and each write costs as much as its line. */
const writtenAtBytes = 32 * 1024;
const writtenAtMostBytes = 64 * 1024;
const writtenAfterMs = 50;

/**
 * The gateway's log: one JSON object a line.
 * @param to standard output where none is given
 */
export function createLogger(level: Level | 'silent', to?: DestinationStream): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => withoutSecrets(fields, secretDepth),
      },
      serializers: { err: toErrorFields, req: toRequestFields },
    },
    to ?? standardOutput(),
  );
}

/**
 * Written beside all else, and to its end when the process exits: whoever reads it slowly holds up no
 * request.
 */
function standardOutput(): DestinationStream {
  return destination({
    dest: 1,
    sync: false,
    minLength: writtenAtBytes,
    maxWrite: writtenAtMostBytes,
    periodicFlush: writtenAfterMs,
    maxLength: mostWaitingBytes,
  });
}

/** Nothing of these names is logged on purpose. Whoever does it by mistake logs no secret. */
const secretNames = new Set([
  'authorization',
  'x-auth-token',
  'x-subject-token',
  'password',
  'token',
  'secretKey',
  'secret_key',
  'sealedSecret',
  'apiKey',
  'api_key',
  'signature',
  'sql',
]);
const secretDepth = 3;

/** One look at each field costs a line a tenth of what pino's `redact` takes for these names. */
function withoutSecrets(fields: object, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => {
      if (secretNames.has(name)) return [name, '[Redacted]'];
      return [name, isPlain(value) && depth > 1 ? withoutSecrets(value, depth - 1) : value];
    }),
  );
}

/** Errors and requests have serializers, which say what is told of them. */
function isPlain(value: unknown): value is object {
  return (
    typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
  );
}

/** Not all that an error carries: a refused signature has the headers of its request. */
function toErrorFields(error: unknown) {
  if (!(error instanceof Error)) return { message: 'something other than an error was thrown' };
  const { name, message, stack } = error;
  return { type: name, code: (error as { code?: unknown }).code, message, stack };
}

/** No headers and no query: either may carry a secret. */
function toRequestFields({ method, url }: { method: string; url: string }) {
  return { method, path: url.split('?', 1)[0] };
}
