import type { AdminAnswer, AdminOrder, AdminVerbName, ProblemCode } from '@sluice/protocol';

/** One thing that the machine's own administrator may ask. A file each in `verbs/`. */
export interface AdminVerb {
  readonly name: AdminVerbName;
  /** Its orders are on record in the audit. */
  readonly isChange: boolean;
  /** What the order is about: a user, a project, a directory. */
  targetOf(order: unknown): string | null;
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

type CarryOut<Name extends AdminVerbName> = (
  order: AdminOrder<Name>,
) => Promise<AdminOutcome<AdminAnswer<Name>>>;

/** Ties a verb that changes something to its schemas. */
export function adminChange<Name extends AdminVerbName>(
  name: Name,
  targetOf: (order: AdminOrder<Name>) => string | null,
  carryOut: CarryOut<Name>,
): AdminVerb {
  return {
    name,
    isChange: true,
    targetOf: (order) => targetOf(order as AdminOrder<Name>),
    carryOut: (order) => carryOut(order as AdminOrder<Name>),
  };
}

/** Ties a verb that only looks to its schemas. */
export function adminQuestion<Name extends AdminVerbName>(
  name: Name,
  carryOut: CarryOut<Name>,
): AdminVerb {
  return {
    name,
    isChange: false,
    targetOf: () => null,
    carryOut: (order) => carryOut(order as AdminOrder<Name>),
  };
}

export function done<Answer>(answer: Answer): AdminOutcome<Answer> {
  return { kind: 'done', answer };
}

export function refused(code: ProblemCode, detail: string): AdminRefusal {
  return { kind: 'refused', code, detail };
}
