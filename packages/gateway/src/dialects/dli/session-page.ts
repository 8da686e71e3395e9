import { Type } from 'typebox';

// Where a list begins and how much of it is wanted (dli-api.md 3.3.2, 3.4.2). All of it is text, as it came.

const mostSize = 1_000;

export const PageQuery = Type.Partial(
  Type.Object({
    from: Type.String({ pattern: '^[0-9]{1,9}$', description: 'a whole number from 0' }),
    size: Type.String({
      pattern: '^(?:[1-9][0-9]{0,2}|1000)$',
      description: `a whole number from 1 to ${mostSize}`,
    }),
  }),
);

/** @param absentSize how much is wanted where nothing is said */
export function toPage(
  { from, size }: { readonly from?: string; readonly size?: string },
  absentSize: number = mostSize,
) {
  return { offset: Number(from ?? 0), limit: Number(size ?? absentSize) };
}
