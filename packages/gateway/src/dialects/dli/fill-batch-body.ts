import type { BatchBody } from './batch-body.ts';

/**
 * A body whose variables have their values: they stand in arguments and in the values of `conf` as they do in SQL
 * (dli-api.md 3.8).
 * @param fill gives texts with each variable in them replaced, in their order
 */
export async function fillBatchBody(
  body: BatchBody,
  fill: (texts: readonly string[]) => Promise<readonly string[]>,
): Promise<BatchBody> {
  const { args = [], conf } = body;
  const settings = conf === undefined ? [] : [conf].flat();
  const values = settings.flatMap((each) => Object.values(each)).filter(isText);
  const filled = (await fill([...args, ...values])).values();
  const next = (text: string) => filled.next().value ?? text;
  const fillSettings = (each: Settings): Settings =>
    Object.fromEntries(
      Object.entries(each).map(([key, value]) => [key, isText(value) ? next(value) : value]),
    );
  return {
    ...body,
    ...(body.args && { args: args.map(next) }),
    ...(conf && { conf: Array.isArray(conf) ? conf.map(fillSettings) : fillSettings(conf) }),
  };
}

type Settings = Exclude<NonNullable<BatchBody['conf']>, readonly unknown[]>;

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
