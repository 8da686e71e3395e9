import { Type } from 'typebox';

// Schemas of what names something (dli-api.md 0). A description completes "… must be …" in errors.

const namePattern = '^(?!_)(?![0-9]+$)[A-Za-z0-9_]*$';
const nameRule = 'letters, digits and underscores, not starting with "_" and not only digits';
const tableNameRule =
  'letters, digits, underscores and "$", not starting with "_" and not only digits';

/** The name of a queue or a database. */
export const Name = Type.String({
  minLength: 1,
  maxLength: 128,
  pattern: namePattern,
  description: `a name of 1 to 128 ${nameRule}`,
});

/** A name that counts as absent when it is empty. */
export const NameOrEmpty = Type.String({
  maxLength: 128,
  pattern: namePattern,
  description: `a name of at most 128 ${nameRule}`,
});

/** Tables may have a `$` in their names. */
export const TableName = Type.String({
  minLength: 1,
  maxLength: 128,
  pattern: '^(?!_)(?![0-9]+$)[A-Za-z0-9_$]*$',
  description: `a name of 1 to 128 ${tableNameRule}`,
});

/**
 * A name that something may have already: SQL gives it names that the contract would not, such as 订单.
 * Those of the product are not among them.
 */
export const NameThatIs = Type.String({
  minLength: 1,
  maxLength: 128,
  pattern: '^(?!_[sS][lL][uU][iI][cC][eE]$)[^\\p{Cc}\\p{Cs}]+$',
  description: 'a name of 1 to 128 characters',
});

export const EngineName = Type.String({
  pattern: '^[A-Za-z][A-Za-z0-9_-]{0,63}$',
  description: 'the name of an engine, such as duckdb',
});

export const UuidText = Type.String({
  pattern: '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$',
  description: 'a UUID such as 6a3b7c10-11d2-4c55-a0f0-7b1b6a1f2c01',
});

export const ProjectParams = Type.Object({
  project_id: Type.String({
    pattern: '^[A-Za-z0-9]{1,64}$',
    description: '1 to 64 letters and digits',
  }),
});

export const JobParams = Type.Object({ ...ProjectParams.properties, job_id: UuidText });

export const QueueParams = Type.Object({ ...ProjectParams.properties, queue_name: Name });

export const JobOfQueueParams = Type.Object({ ...QueueParams.properties, job_id: UuidText });

export const DatabaseParams = Type.Object({
  ...ProjectParams.properties,
  database_name: NameThatIs,
});

export const TableParams = Type.Object({ ...DatabaseParams.properties, table_name: NameThatIs });

export const BatchParams = Type.Object({ ...ProjectParams.properties, batch_id: UuidText });

export const SessionParams = Type.Object({ ...ProjectParams.properties, session_id: UuidText });

export const StatementParams = Type.Object({
  ...SessionParams.properties,
  statement_id: Type.String({ pattern: '^[0-9]{1,15}$', description: 'a whole number from 0' }),
});

/** What a client calls a session or a batch, for people (dli-api.md 3.2.1, 3.3.1). */
export const ShownName = Type.String({
  pattern: '^[^\\0-\\x1f\\x7f-\\x9f\\p{Cs}]{0,128}$',
  description: 'text of at most 128 characters in one line',
});
