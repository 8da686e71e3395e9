import type { Principal } from '../access/principal.ts';
import type { Job } from '../job/job.ts';
import type { Session } from '../session/session.ts';

/** The key stands for another request. */
export interface JobKeyTaken {
  readonly kind: 'key_taken';
  readonly key: string | null;
  /** Null where the caller may not know of it (I10). */
  readonly job: Job | null;
}

export interface SessionKeyTaken {
  readonly kind: 'key_taken';
  readonly key: string | null;
  /** Null where the caller may not know of it (I10). */
  readonly session: Session | null;
}

export function jobKeyTaken(job: Job): JobKeyTaken {
  return { kind: 'key_taken', key: job.request.key, job };
}

export function sessionKeyTaken(session: Session): SessionKeyTaken {
  return { kind: 'key_taken', key: session.request.key, session };
}

export function isKeyTaken<Answer extends { readonly kind: string }>(
  answer: Answer,
): answer is Answer & (JobKeyTaken | SessionKeyTaken) {
  return answer.kind === 'key_taken';
}

/** Makes of an answer what the caller may know of it. */
export type ShownTo = <Answer extends { readonly kind: string }>(
  principal: Principal,
  answer: Answer,
) => Promise<Answer>;
