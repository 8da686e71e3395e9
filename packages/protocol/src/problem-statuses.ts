import type { ProblemCode } from './problem.ts';

/** The HTTP status of each code. */
export const problemStatuses: Record<ProblemCode, number> = {
  not_found: 404,
  invalid_request: 400,
  no_queue: 400,
  no_engine: 400,
  queue_exists: 409,
  no_project: 404,
  project_exists: 409,
  no_user: 404,
  user_exists: 409,
  key_taken: 409,
  syntax_error: 400,
  semantic_error: 400,
  not_supported: 400,
  forbidden_object: 403,
  result_not_ready: 409,
  no_result: 409,
  already_ended: 409,
  unauthenticated: 401,
  forbidden: 403,
  quota_exceeded: 429,
  body_too_large: 413,
  not_json: 400,
  unavailable: 503,
  internal: 500,
};
