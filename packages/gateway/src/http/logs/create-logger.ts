import { type DestinationStream, type Level, type Logger, pino, stdTimeFunctions } from 'pino';

/**
 * The gateway's log: one JSON object a line.
 * @param destination standard output where none is given
 */
export function createLogger(level: Level | 'silent', destination?: DestinationStream): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: toErrorFields, req: toRequestFields },
      redact: secretNames.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]),
    },
    destination,
  );
}

/** Nothing of these names is logged on purpose. Whoever does it by mistake logs no secret. */
const secretNames = [
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
];

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
