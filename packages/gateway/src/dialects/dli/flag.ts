import { type Static, Type } from 'typebox';

/** Some clients send text for a boolean (dli-api.md 0). */
export const Flag = Type.Union([Type.Boolean(), Type.Enum(['true', 'false'])], {
  description: 'true or false',
});

export type Flag = Static<typeof Flag>;

/** The same in a query. */
export const FlagText = Type.Enum(['true', 'false'], { description: 'true or false' });

export function isYes(flag: Flag | undefined): boolean {
  return String(flag ?? false) === 'true';
}
