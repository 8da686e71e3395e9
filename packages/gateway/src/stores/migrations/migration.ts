import type { SchemaModule, Transaction } from 'kysely';
import type { SequenceColumn } from '../database.ts';
import type { Tables } from '../tables.ts';

/** One step from a version of the tables to the next. Once released, it is never edited. */
export interface Migration {
  /** The file's name without its ending. */
  readonly name: string;
  /** @param transaction for the rows that are there already */
  up(
    schema: SchemaModule,
    sequence: SequenceColumn,
    transaction: Transaction<Tables>,
  ): Promise<void>;
}
