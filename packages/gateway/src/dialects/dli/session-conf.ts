import { Type } from 'typebox';

// What a client may say of a Spark session (dli-api.md 3.3.1). An engine without drivers and executors
// keeps it and does not act on it.

const most = 1_000;
const textPattern = '^[^\\0\\p{Cs}]{0,1024}$';
const File = Type.String({ pattern: textPattern, description: 'text of at most 1024 characters' });
const Files = Type.Array(File, {
  maxItems: most,
  description: `an array of at most ${most} texts`,
});
const Thing = Type.Union([Type.String({ pattern: textPattern }), Type.Object({})], {
  description: 'text of at most 1024 characters, or an object',
});
const Things = Type.Array(Thing, {
  maxItems: most,
  description: `an array of at most ${most} texts or objects`,
});
const Memory = Type.String({
  pattern: '^[0-9]{1,9}[KMGTkmgt]?[Bb]?$',
  description: 'an amount of memory such as 2G or 2048M',
});
const Count = Type.Integer({
  minimum: 1,
  maximum: 1_000_000,
  description: 'a whole number from 1',
});

const scTypes = ['A', 'B', 'C'] as const;

/** Each of these overrides what `sc_type` presets. */
const resources = {
  driverMemory: Memory,
  executorMemory: Memory,
  driverCores: Count,
  executorCores: Count,
  numExecutors: Count,
};

export const SessionConf = Type.Partial(
  Type.Object({
    sc_type: Type.Enum([...scTypes], { description: `one of ${scTypes.join(', ')}` }),
    jars: Files,
    pyFiles: Files,
    files: Files,
    modules: Files,
    resources: Things,
    groups: Things,
    conf: Type.Union([Type.Array(Thing, { maxItems: most }), Type.Object({})], {
      description: `an object, or an array of at most ${most} of them`,
    }),
    ...resources,
  }),
);

const names = Object.keys(SessionConf.properties);

/** The settings among the fields of a body, as JSON text. */
export function toKeptConf(body: object): string {
  const fields = Object.entries(body).filter(([name]) => names.includes(name));
  return JSON.stringify(Object.fromEntries(fields));
}

/** The preset that a session shows. Its settings may be of another dialect, in any shape. */
export function toScType(conf: string): string {
  const kept: unknown = JSON.parse(conf);
  if (typeof kept !== 'object' || kept === null) return scTypes[0];
  if (Object.keys(resources).some((name) => name in kept)) return 'CUSTOMIZED';
  return scTypes.find((one) => 'sc_type' in kept && kept.sc_type === one) ?? scTypes[0];
}
