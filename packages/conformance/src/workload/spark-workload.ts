import type { Workload } from './workload.ts';

/** For Livy with Spark: PySpark. Tables are made in the current database. */
export const sparkWorkload: Workload = {
  sessionKind: 'pyspark',
  quick: { code: 'print(41 + 1)', says: 42 },
  long: [
    "print(spark.range(10**12).selectExpr('sum(id % 7)').collect())",
    "a = spark.range(10**7)\nprint(a.crossJoin(a.withColumnRenamed('id', 'j')).filter('id < j').count())",
    "print(spark.range(10**10).selectExpr('hash(id) h').orderBy('h').selectExpr('max(h)').collect())",
  ],
  busy: 'while True: pass',
  sleep: 'import time\ntime.sleep(3600)',
  deaf:
    'import time, signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\n' +
    'while True:\n  try:\n    while True: pass\n  except BaseException: pass',
  deafTasks:
    'def deaf(rows):\n  while True:\n    try:\n      while True: pass\n    except BaseException: pass\n' +
    'sc.parallelize(range(2), 2).mapPartitions(deaf).count()',
  remember: { set: 'kept = 7', get: 'print(kept)', says: 7 },
  longWrites: [
    {
      code: "spark.range(10**11).selectExpr('id', 'md5(cast(id as string)) m').write.saveAsTable('{name}')",
      count: "print(int(spark.catalog.tableExists('{name}')))",
      remove: "_ = spark.sql('DROP TABLE IF EXISTS {name}')",
    },
  ],
  lateWrite: {
    prepare: "_ = spark.sql('CREATE TABLE {name} (i BIGINT) USING parquet')",
    code: "_ = spark.sql('INSERT INTO {name} SELECT count(*) FROM range(20000000000) WHERE id % 7 = 3')",
    count: "print(spark.table('{name}').count())",
    remove: "_ = spark.sql('DROP TABLE IF EXISTS {name}')",
  },
  shortWrite: {
    prepare: "_ = spark.sql('CREATE TABLE {name} (i BIGINT) USING parquet')",
    code: "_ = spark.sql('INSERT INTO {name} SELECT id FROM range(1000000)')",
    count: "print(spark.table('{name}').count())",
    remove: "_ = spark.sql('DROP TABLE IF EXISTS {name}')",
  },
  oneRow: {
    prepare: "_ = spark.sql('CREATE TABLE {name} (i BIGINT) USING parquet')",
    code: "_ = spark.sql('INSERT INTO {name} VALUES (1)')",
    count: "print(spark.table('{name}').count())",
    remove: "_ = spark.sql('DROP TABLE IF EXISTS {name}')",
  },
  manyRows: { code: "print('\\n'.join(str(i) for i in range(500)))", rows: 500 },
};
