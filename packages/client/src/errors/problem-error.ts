import type { Problem, ProblemCode } from '@sluice/protocol';

/** The gateway answered, and said no (RFC 9457). The message is its `detail`, a line for people. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  /** The HTTP status. */
  readonly status: number;
  /** The stable word for programs. */
  readonly code: ProblemCode;
  readonly detail: string;
  /** The request as it stands in the gateway's logs. */
  readonly requestId: string;
  /** The whole answer, with what some codes add: `field`, `job_id`, `ending`, `job`. */
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.status = problem.status;
    this.code = problem.code;
    this.detail = problem.detail;
    this.requestId = problem.request_id;
    this.problem = problem;
  }
}
