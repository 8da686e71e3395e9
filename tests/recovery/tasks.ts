/** One job of the load, in which its effect can be counted afterwards. */
export interface Task {
  readonly tag: number;
  readonly kind: TaskKind;
  readonly key: string;
  readonly sql: string;
  /** How many rows its effect has, if it has it. */
  readonly rows: number;
}

export type TaskKind = keyof typeof statements;

/** How often each kind is asked for, as weights. */
export const taskWeights: Readonly<Record<TaskKind, number>> = {
  insert: 35,
  slowInsert: 12,
  count: 10,
  table: 10,
  export: 10,
  parts: 4,
  read: 8,
  largeRead: 8,
  endless: 6,
};

const statements = {
  insert: (tag: number, rows: number) =>
    `INSERT INTO kept SELECT ${tag}, i FROM range(${rows}) t(i)`,
  slowInsert: (tag: number, rows: number) =>
    `INSERT INTO kept SELECT ${tag}, i FROM range(${rows}) t(i) WHERE md5(i::VARCHAR) <> ` +
    `(SELECT md5(count(*)::VARCHAR) FROM range(300000000) u(j) WHERE j % 7 = 3)`,
  /** Whatever runs twice is counted twice. */
  count: () => 'UPDATE counter SET n = n + 1',
  table: (tag: number, rows: number) =>
    `CREATE TABLE t_${tag} AS SELECT i FROM range(${rows}) t(i)`,
  export: (tag: number, rows: number) =>
    `COPY (SELECT i FROM range(${rows}) t(i)) TO 'out_${tag}' (FORMAT csv, HEADER false)`,
  parts: (tag: number, rows: number) =>
    `COPY (SELECT i % 3 AS p, i FROM range(${rows}) t(i)) TO 'out_${tag}' ` +
    '(FORMAT csv, HEADER false, PARTITION_BY (p))',
  read: () => 'SELECT 1 AS one',
  largeRead: (_tag: number, rows: number) => `SELECT i FROM range(${rows}) t(i)`,
  /** Only a cancel ends it. */
  endless: (tag: number) =>
    `INSERT INTO kept SELECT ${tag}, i FROM range(1000000000000) t(i) WHERE i % 7 = 9`,
} as const;

export const setUp: readonly string[] = [
  'CREATE TABLE kept (tag BIGINT, i BIGINT)',
  'CREATE TABLE counter AS SELECT 0 AS n',
];

export function makeTask(kind: TaskKind, tag: number, seed: number): Task {
  const rows = kind === 'read' || kind === 'count' ? 1 : 2_000 + ((tag * 7_919) % 3_000);
  return { tag, kind, key: `${seed}-${tag}`, sql: statements[kind](tag, rows), rows };
}
