import type { BatchBody } from './batch-body.ts';

/** Where variables may stand: in arguments and in the values of `conf`, as they do in SQL (dli-api.md 3.8). */
export function textsOfBatch({ args = [], conf }: BatchBody): readonly string[] {
  const settings = conf === undefined ? [] : [conf].flat();
  return [...args, ...settings.flatMap((each) => Object.values(each)).filter(isText)];
}

/** @param texts those of the batch with the values of their variables, in their order */
export function fillBatchBody(body: BatchBody, texts: readonly string[]): BatchBody {
  const { args = [], conf } = body;
  const filled = texts.values();
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
