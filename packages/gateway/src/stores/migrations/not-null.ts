import type { ColumnDefinitionBuilder } from 'kysely';

export function notNull(column: ColumnDefinitionBuilder): ColumnDefinitionBuilder {
  return column.notNull();
}
