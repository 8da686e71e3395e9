import { type Static, Type } from 'typebox';
import { Column } from './column.ts';
import { namedPageFields } from './named-page.ts';

/**
 * The name of a database or a table that is there: SQL gives names such as `订单`. Upper and lower case are alike. The
 * product's own schema is not among them.
 */
export const CatalogName = Type.String({
  pattern: '^(?!_[sS][lL][uU][iI][cC][eE]$)[^\\0-\\x1f\\x7f-\\x9f\\p{Cs}]{1,128}$',
  description: 'a name of 1 to 128 characters in one line',
});

const Database = Type.Object({
  name: Type.String(),
  /** How many tables and views are in it. */
  tables: Type.Integer(),
});
export type Database = Static<typeof Database>;

export const DatabaseList = Type.Object({
  databases: Type.Array(Database),
  ...namedPageFields,
});
export type DatabaseList = Static<typeof DatabaseList>;

const tableEntryFields = {
  name: Type.String(),
  kind: Type.Enum(['table', 'view']),
  /** As `COMMENT ON` set it; empty where nothing did. */
  comment: Type.String(),
};

const TableEntry = Type.Object(tableEntryFields);
export type TableEntry = Static<typeof TableEntry>;

export const TableList = Type.Object({
  tables: Type.Array(TableEntry),
  ...namedPageFields,
});
export type TableList = Static<typeof TableList>;

/** A table or a view with its columns. */
export const Table = Type.Object({
  database: Type.String(),
  ...tableEntryFields,
  /** In their order. */
  columns: Type.Array(Type.Object({ ...Column.properties, comment: Type.String() })),
  /** The statement that makes it. */
  sql: Type.String(),
});
export type Table = Static<typeof Table>;
