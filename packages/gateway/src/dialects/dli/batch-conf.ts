import { Type } from 'typebox';

// What a client may say of a Spark batch, in the spellings of all ages (dli-api.md 3.2.1). An engine without
// drivers and executors keeps it and does not act on it.

/** Its unit is mandatory. */
const Memory = Type.String({
  pattern: '^[0-9]{1,9}[KMGTkmgt][Bb]?$',
  description: 'an amount of memory with its unit, such as 2G or 2048M',
});
const Count = Type.Integer({
  minimum: 0,
  maximum: 1_000_000,
  description: 'a whole number from 0',
});
const Text = Type.String({
  pattern: '^[^\\0\\p{Cs}]{0,1024}$',
  description: 'text of at most 1024 characters',
});
const key = '^[^\\0-\\x20\\x7f\\p{Cs}=]{1,256}$';
const Value = Type.Union([
  Type.String({ pattern: '^[^\\0\\p{Cs}]{0,65536}$' }),
  Type.Number(),
  Type.Boolean(),
]);
const most = 1_000;
const settings = { additionalProperties: false, maxProperties: most } as const;

export const BatchConf = Type.Partial(
  Type.Object({
    conf: Type.Union(
      [
        Type.Record(Type.String({ pattern: key }), Value, settings),
        Type.Array(
          Type.Record(Type.String({ pattern: key }), Value, { ...settings, maxProperties: 1 }),
          { maxItems: most },
        ),
      ],
      {
        description:
          `an object of at most ${most} settings whose values are text, numbers or true and false, or an array of ` +
          'such objects with one setting each',
      },
    ),
    modules: Type.Array(Text, { maxItems: 100, description: 'an array of names of modules' }),
    feature: Type.Enum(['basic', 'custom', 'ai'], { description: 'one of basic, custom, ai' }),
    spark_version: Text,
    image: Text,
    obs_bucket: Text,
    catalog_name: Text,
    execution_agency_urn: Text,
    sc_type: Type.Enum(['A', 'B', 'C'], { description: 'one of A, B, C' }),
    driverMemory: Memory,
    driver_memory: Memory,
    executorMemory: Memory,
    executor_memory: Memory,
    driverCores: Count,
    driver_cores: Count,
    executorCores: Count,
    executor_cores: Count,
    numExecutors: Count,
    num_executors: Count,
  }),
);
