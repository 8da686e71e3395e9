import { type Static, Type } from 'typebox';

const jobErrorCodes = [
  /** The engine cannot parse the text. */
  'syntax_error',
  /** It parses, but names something that is not there or does not fit. */
  'semantic_error',
  /** The product refuses this statement here, whatever it says. */
  'not_supported',
  /** It names a place that it may not touch. */
  'forbidden_object',
  /** It failed while it ran. */
  'runtime_error',
  /** Memory, disk or another limit ran out. */
  'out_of_resources',
  /** The program ended with a status other than 0, or by a signal. */
  'program_failed',
  /** The engine died or could not be reached. */
  'engine_error',
] as const;

/** Why a job failed or was lost. The message is for people. */
export const JobError = Type.Object({
  code: Type.Enum([...jobErrorCodes]),
  message: Type.String(),
  /** Of a program that was seen to end: 128 + n where signal n ended it, as shells count. */
  exit_status: Type.Optional(Type.Integer()),
});

export type JobError = Static<typeof JobError>;
export type JobErrorCode = JobError['code'];
