import { type Static, Type } from 'typebox';
import { MemberName } from './project-verbs.ts';

/** What the quotas of a project are, and what is in use. */
export const ListQuotasOrder = Type.Object(
  { project: MemberName },
  { additionalProperties: false },
);

/** Sets one quota of a project; the answer is all of them. */
export const SetQuotaOrder = Type.Object(
  {
    project: MemberName,
    quota: Type.String({
      pattern: '^[a-z_]{1,64}$',
      description: 'the name of a quota, such as queued_jobs',
    }),
    /** A number, a size such as `20GB`, `none`, or `default`. */
    value: Type.String({
      pattern: '^[A-Za-z0-9]{1,32}$',
      description: 'a number, a size such as 20GB, none, or default',
    }),
  },
  { additionalProperties: false },
);
export type SetQuotaOrder = Static<typeof SetQuotaOrder>;
