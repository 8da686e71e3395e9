import { type Static, Type } from 'typebox';
import { nullable } from './nullable.ts';

/** How much a project may have in use of one thing, and how much it has. Sizes are in bytes. */
export const Quota = Type.Object({
  name: Type.String(),
  /** Null is no limit. */
  limit: nullable(Type.Integer()),
  used: Type.Integer(),
});
export type Quota = Static<typeof Quota>;

export const QuotaList = Type.Object({ quotas: Type.Array(Quota) });
export type QuotaList = Static<typeof QuotaList>;
