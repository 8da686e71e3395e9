import { sluicePrograms } from './sluice-programs.ts';
import type { Workload } from './workload.ts';

const table = 'CREATE TABLE {name} (i BIGINT)';
const countTable = 'SELECT count(*) FROM {name}';
const dropTable = 'DROP TABLE IF EXISTS {name}';

/** For Sluice on DuckDB. DuckDB's SQL cannot sleep. */
export const duckdbWorkload: Workload = {
  sessionKind: 'sql',
  quick: { code: 'SELECT 41 + 1 AS answer', says: 42 },
  long: [
    'SELECT count(*) FROM range(100000000000) t(i) WHERE i % 7 = 3',
    'SELECT count(*) FROM range(3000000) a(i), range(3000000) b(j) WHERE a.i < b.j',
    'SELECT i FROM range(400000000) t(i) ORDER BY hash(i) LIMIT 5 OFFSET 100000000',
  ],
  busy:
    'WITH RECURSIVE t(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM t WHERE i < 1000000000) ' +
    'SELECT max(i) FROM t',
  deaf: "SELECT levenshtein(repeat('a', 300000), repeat('b', 300000))",
  remember: { set: 'SET VARIABLE kept = 7', get: "SELECT getvariable('kept')", says: 7 },
  longWrites: [
    {
      code: 'CREATE TABLE {name} AS SELECT i, md5(i::VARCHAR) AS m FROM range(1000000000) t(i)',
      count: "SELECT count(*) FROM duckdb_tables() WHERE table_name = '{name}'",
      remove: dropTable,
    },
    {
      prepare: table,
      code: 'INSERT INTO {name} SELECT i FROM range(10000000000) t(i) WHERE hash(i) % 3 = 0',
      count: countTable,
      remove: dropTable,
    },
  ],
  longExport: {
    code: "COPY (SELECT i, md5(i::VARCHAR) FROM range(1000000000) t(i)) TO '{name}.csv'",
    count: "SELECT count(*) FROM glob('*{name}*')",
  },
  lateWrite: {
    prepare: table,
    code: 'INSERT INTO {name} SELECT count(*) FROM range(200000000) t(i) WHERE i % 7 = 3',
    count: countTable,
    remove: dropTable,
  },
  shortWrite: {
    prepare: table,
    code: 'INSERT INTO {name} SELECT i FROM range(1500000) t(i)',
    count: countTable,
    remove: dropTable,
  },
  oneRow: {
    prepare: table,
    code: 'INSERT INTO {name} VALUES (1)',
    count: countTable,
    remove: dropTable,
  },
  manyRows: { code: 'SELECT i, repeat(md5(i::VARCHAR), 20) FROM range(900) t(i)', rows: 900 },
  batches: sluicePrograms,
};
