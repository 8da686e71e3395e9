import type { SchemaModule } from 'kysely';
import type { SequenceColumn } from '../database.ts';

/** One step from a version of the tables to the next. Once released, it is never edited. */
export interface Migration {
  /** The file's name without its ending. */
  readonly name: string;
  up(schema: SchemaModule, sequence: SequenceColumn): Promise<void>;
}
