import type { AdminAnswer, AdminOrder, AdminVerbName, ProblemCode } from '@sluice/protocol';

/** One thing that the machine's own administrator may ask. A file each in `verbs/`. */
export interface AdminVerb {
  readonly name: AdminVerbName;
  /** @param order as the verb's schema in `@sluice/protocol` says */
  carryOut(order: unknown): Promise<AdminOutcome<object>>;
}

export type AdminOutcome<Answer> =
  | { readonly kind: 'done'; readonly answer: Answer }
  | AdminRefusal;

export interface AdminRefusal {
  readonly kind: 'refused';
  readonly code: ProblemCode;
  /** For people: what was wrong, what to do. */
  readonly detail: string;
}

/** Ties what a verb does to its schemas. */
export function adminVerb<Name extends AdminVerbName>(
  name: Name,
  carryOut: (order: AdminOrder<Name>) => Promise<AdminOutcome<AdminAnswer<Name>>>,
): AdminVerb {
  return { name, carryOut: (order) => carryOut(order as AdminOrder<Name>) };
}

export function done<Answer>(answer: Answer): AdminOutcome<Answer> {
  return { kind: 'done', answer };
}

export function refused(code: ProblemCode, detail: string): AdminRefusal {
  return { kind: 'refused', code, detail };
}
