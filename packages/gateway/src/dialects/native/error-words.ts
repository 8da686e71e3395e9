import type { JobError as JobErrorView, JobErrorCode as JobErrorWord } from '@sluice/protocol';
import type { JobError, JobErrorCode } from '../../core/job/ending.ts';

/** Why a job failed, in the words of this dialect. */
export function toErrorView({ code, message, exitStatus }: JobError): JobErrorView {
  return {
    code: words[code],
    message,
    ...(exitStatus !== undefined && { exit_status: exitStatus }),
  };
}

const words: Record<JobErrorCode, JobErrorWord> = {
  syntax: 'syntax_error',
  semantic: 'semantic_error',
  not_supported: 'not_supported',
  forbidden: 'forbidden_object',
  runtime: 'runtime_error',
  resource: 'out_of_resources',
  program: 'program_failed',
  engine: 'engine_error',
};
