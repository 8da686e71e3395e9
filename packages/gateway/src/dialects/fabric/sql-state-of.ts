import type { JobError, JobErrorCode } from '../../core/job/ending.ts';

/** PostgreSQL's five characters for an error (its manual, appendix A). */
export function sqlStateOf({ code, message }: JobError): string {
  return said.find(([text]) => text.test(message))?.[1] ?? ofCode[code];
}

/**
 * DuckDB has no codes for its errors, only their words; what tells of transactions is our own. Each is the
 * beginning of a message, so that no text of a user passes for one.
 */
const said: readonly (readonly [RegExp, string])[] = [
  // duplicates: of an insert, of a unique index that is made, and of a COMMIT that came second
  [
    /^(Constraint|TransactionContext) Error: (Failed to commit: )?(Duplicate key |PRIMARY KEY or UNIQUE |Data contains duplicates )/,
    '23505',
  ],
  [/^Constraint Error: NOT NULL constraint /, '23502'],
  [/^Constraint Error: Violates foreign key constraint /, '23503'],
  [/^Constraint Error: CHECK constraint /, '23514'],
  [/^Catalog Error: (Table|View|Sequence) with name .* does not exist/, '42P01'],
  [/^Binder Error: Referenced table .* not found/, '42P01'],
  [/^Binder Error: (Referenced|Column) .*(not found|does not exist on )/, '42703'],
  [/^Binder Error: .* does not have a column (named|with name) /, '42703'],
  [/^Catalog Error: (?:\w+ ){0,2}Function with name .* does not exist/, '42883'],
  [/^Binder Error: No function matches /, '42883'],
  [/^Binder Error: Macro .* does not support the supplied arguments/, '42883'],
  [/^Catalog Error: (Table|View|Sequence|Index) with name .* already exists/, '42P07'],
  [/^Catalog Error: Could not rename .*: another entry with this name already exists/, '42P07'],
  [/^No transaction is open\./, '25P01'],
  [/^(The transaction was|Nothing was committed: the transaction had been) rolled back, /, '25P02'],
];

const ofCode: Record<JobErrorCode, string> = {
  syntax: '42601',
  semantic: '42000',
  not_supported: '0A000',
  forbidden: '42501',
  runtime: '22000',
  resource: '53000',
  program: '38000',
  engine: '58000',
};
