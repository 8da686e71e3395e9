import type {
  DuckDBConnection,
  DuckDBDateValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBValue,
} from '@duckdb/node-api';
import { beforeAll, expect, it } from 'vitest';
import { connectInMemory } from './query-in-memory.ts';
import { dateText, timestampInUtcText, timestampText } from './temporal-text.ts';

let connection: DuckDBConnection;

beforeAll(async () => {
  connection = await connectInMemory();
  await connection.run('SELECT setseed(0.5)');
});

const micros = '((random() - 0.5) * 1.84e19)::BIGINT';

/** Half of the values lie around the year that is not there. */
function spread(widest: string): string {
  return `CASE WHEN range % 2 = 0 THEN ((random() - 0.5) * ${widest})::BIGINT ELSE -62135596800000000 + ((random() - 0.5) * 1e14)::BIGINT END`;
}

it.each<[string, string, (value: DuckDBValue) => string]>([
  [
    'dates from end to end',
    "SELECT DATE '1970-01-01' + ((random() - 0.5) * 4e9)::INTEGER AS v FROM range(20000) UNION ALL SELECT unnest(['infinity'::DATE, '-infinity', '0001-01-01', '0001-12-31 (BC)', '1969-12-31', '5877642-06-25 (BC)', '5881580-07-10'])",
    (value) => dateText((value as DuckDBDateValue).days),
  ],
  [
    'dates around the year that is not there',
    "SELECT DATE '0002-01-01' - range::INTEGER AS v FROM range(1000)",
    (value) => dateText((value as DuckDBDateValue).days),
  ],
  [
    'timestamps',
    `SELECT make_timestamp(${spread('1.84e19')}) AS v FROM range(20000) UNION ALL SELECT unnest(['infinity'::TIMESTAMP, '-infinity', '1969-12-31 23:59:59.999999', '1970-01-01'])`,
    (value) => timestampText((value as DuckDBTimestampValue).micros, 1_000_000),
  ],
  [
    'timestamps with a time zone',
    `SELECT make_timestamp(${spread('1.84e18')})::TIMESTAMPTZ AS v FROM range(20000) UNION ALL SELECT unnest(['infinity'::TIMESTAMPTZ, '-infinity'])`,
    (value) => timestampInUtcText((value as DuckDBTimestampTZValue).micros),
  ],
  [
    'timestamps in seconds',
    `SELECT make_timestamp(${micros})::TIMESTAMP_S AS v FROM range(20000) UNION ALL SELECT unnest(['infinity'::TIMESTAMP_S, '-infinity'])`,
    (value) => timestampText((value as DuckDBTimestampSecondsValue).seconds, 1),
  ],
  [
    'timestamps in milliseconds',
    `SELECT make_timestamp(${micros})::TIMESTAMP_MS AS v FROM range(20000) UNION ALL SELECT unnest(['infinity'::TIMESTAMP_MS, '-infinity'])`,
    (value) => timestampText((value as DuckDBTimestampMillisecondsValue).millis, 1_000),
  ],
  [
    'timestamps in nanoseconds',
    `SELECT make_timestamp_ns(${micros}) AS v FROM range(20000) UNION ALL SELECT unnest(['infinity'::TIMESTAMP_NS, '-infinity', '2020-01-01 00:00:00.000000001'])`,
    (value) => timestampText((value as DuckDBTimestampNanosecondsValue).nanos, 1_000_000_000),
  ],
])('%s are written as DuckDB writes them', async (_, values, write) => {
  const sql = `WITH made AS MATERIALIZED (${values}) SELECT v, v::VARCHAR FROM made`;
  const rows = (await connection.runAndReadAll(sql)).getRows();
  expect(rows.length).toBeGreaterThanOrEqual(1000);
  const written = rows.map(([value]) => write(value ?? null));
  expect(written).toEqual(rows.map(([, text]) => text));
});
