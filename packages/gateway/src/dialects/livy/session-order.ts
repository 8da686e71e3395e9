import { type TSchema, Type } from 'typebox';
import { SqlText } from '../sql-text.ts';

/** Clients in Java write null for what they leave out. */
export function orNull<T extends TSchema>(schema: T, description: string) {
  return Type.Optional(Type.Union([schema, Type.Null()], { description }));
}

export const Word = Type.String({
  minLength: 1,
  maxLength: 256,
  pattern: '^[^\\0-\\x1f\\p{Cs}]*$',
});
export const words = 'text of 1 to 256 characters';

const mostSettings = 1_000;

/** Of Spark; kept, and not acted on. */
export const Conf = orNull(
  Type.Record(
    Type.String({ pattern: '^[^\\0-\\x20\\p{Cs}=]{1,256}$' }),
    Type.Union([Type.String({ pattern: '^[^\\0\\p{Cs}]*$' }), Type.Number(), Type.Boolean()]),
    { additionalProperties: false, maxProperties: mostSettings },
  ),
  `a map of at most ${mostSettings} settings, each text, a number, or true or false`,
);

const Count = orNull(
  // Schedulers write numbers as text, too.
  Type.Union([
    Type.Integer({ minimum: 0, maximum: 2 ** 31 - 1 }),
    Type.String({ pattern: '^[0-9]{1,9}$' }),
  ]),
  'a whole number from 0, or its digits as text',
);

/** Of Spark (livy-api.md 1); looked at, and not acted on. */
export const SparkSizes = {
  driverMemory: orNull(Word, words),
  driverCores: Count,
  executorMemory: orNull(Word, words),
  executorCores: Count,
  numExecutors: Count,
};

export const QueueName = orNull(
  Type.String({ pattern: '^(?!_)(?![0-9]+$)[A-Za-z0-9_]{1,128}$' }),
  'the name of a queue: 1 to 128 letters, digits and underscores',
);

/**
 * The body of `POST /sessions`. Memory, cores, files and whatever else it has do nothing: a session
 * reserves none of them.
 */
export const SessionOrder = Type.Object({
  kind: orNull(Word, words),
  proxyUser: orNull(Word, words),
  queue: QueueName,
  name: orNull(Word, words),
  conf: Conf,
  ...SparkSizes,
  heartbeatTimeoutInSecond: orNull(
    Type.Integer({ minimum: 0, maximum: 2 ** 31 - 1 }),
    'a whole number of seconds, 0 or more',
  ),
  ttl: orNull(Type.String({ maxLength: 64 }), 'a duration such as 600s or 10m'),
});

/** The body of `POST /sessions/{id}/statements`. */
export const StatementOrder = Type.Object({ code: SqlText, kind: orNull(Word, words) });

/** The body of `POST /sessions/{id}/completion`. */
export const CompletionOrder = Type.Object({
  code: Type.String({ description: 'text' }),
  kind: orNull(Word, words),
  cursor: orNull(
    Type.Union([Type.Integer({ minimum: 0 }), Type.String({ pattern: '^[0-9]{0,9}$' })]),
    'a whole number, 0 or more, or its digits as text',
  ),
});
