import type { CatalogStatement, CatalogWish } from '../../../core/ports/catalog.ts';
import type { JobError } from '../../../core/job/ending.ts';
import { lakeCatalog } from '../lake-catalog.ts';
import { builtInDatabases, builtInMessage } from './built-in-databases.ts';
import { quoteName, quoteText } from './quote-text.ts';
import { toDuckdbType } from './spark-type.ts';
import { quoteTable } from './transfer-sql.ts';

/** Names of catalogs and of schemas that are DuckDB's own: a second one would be mistaken for them. */
const reserved = new Set(['temp', 'system', lakeCatalog, 'information_schema', 'pg_catalog']);

/** The statement that does it. */
export function catalogSql(wish: CatalogWish): CatalogStatement {
  switch (wish.kind) {
    case 'create_database':
      return reserved.has(wish.database.toLowerCase())
        ? refused(`The name ${wish.database} is reserved by the engine. Give the database another.`)
        : sql(`CREATE SCHEMA ${quoteName(wish.database)}`);
    case 'drop_database':
      return builtInDatabases.has(wish.database.toLowerCase())
        ? refused(builtInMessage(wish.database))
        : sql(`DROP SCHEMA ${quoteName(wish.database)}${wish.cascade ? ' CASCADE' : ''}`);
    case 'create_table': {
      const columns = [];
      for (const { name, type } of wish.columns) {
        const own = toDuckdbType(type);
        if (own === null) return refused(`The type ${type} of the column ${name} is not known.`);
        columns.push(`${quoteName(name)} ${own}`);
      }
      const made = `CREATE TABLE ${quoteTable(wish)} (${columns.join(', ')})`;
      const comments = wish.columns.map(({ name, comment }) =>
        commentOn('COLUMN', `${quoteTable(wish)}.${quoteName(name)}`, comment),
      );
      return sql([made, commentOn('TABLE', quoteTable(wish), wish.comment), ...comments].join(''));
    }
    case 'create_view':
      return sql(
        `CREATE VIEW ${quoteTable(wish)} AS ${wish.select}` +
          commentOn('VIEW', quoteTable(wish), wish.comment),
      );
    case 'drop_table':
      return sql(`DROP ${wish.is === 'view' ? 'VIEW' : 'TABLE'} ${quoteTable(wish)}`);
    case 'first_rows':
      return sql(`SELECT * FROM ${quoteTable(wish)} LIMIT ${wish.count}`);
  }
}

/** In the job of what is made. On a line of its own: what is before it may end in a comment of SQL. */
function commentOn(what: 'TABLE' | 'VIEW' | 'COLUMN', path: string, comment: string): string {
  return comment === '' ? '' : `\n; COMMENT ON ${what} ${path} IS ${quoteText(comment)}`;
}

function sql(text: string): CatalogStatement {
  return { kind: 'statement', sql: text };
}

function refused(message: string): CatalogStatement {
  return { kind: 'refused', error: { code: 'not_supported', message } satisfies JobError };
}
