import { type Static, Type } from 'typebox';

export const DoctorOrder = Type.Object({}, { additionalProperties: false });

/** One thing that was looked at. */
export const Finding = Type.Object({
  level: Type.Enum(['ok', 'warn', 'fail']),
  what: Type.String(),
  /** What was found, and what to do about it. */
  detail: Type.String(),
});
export type Finding = Static<typeof Finding>;

export const Findings = Type.Object({ findings: Type.Array(Finding) });
