import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { Answer } from '../http/http-client.ts';
import { brief } from '../http/read-answer.ts';
import type { CancelAnswer } from './door.ts';

const Refusal = Type.Object({ error_code: Type.String() });
const SoftFailure = Type.Object({ is_success: Type.Literal(false) });

/** The `error_code` of DLI's envelope; empty where there is none (dli-api.md 2.1). */
function errorCodeOf({ json }: Answer): string {
  return Value.Check(Refusal, json) ? json.error_code : '';
}

/** Whether the answer says that what it names is not there, or that no such call is served. */
export function isUnknown(answer: Answer): boolean {
  return answer.status === 404 || (answer.status === 400 && errorCodeOf(answer) === 'DLI.0002');
}

/** What a cancel or a close was answered with (dli-api.md 3.0.1). */
export function toDliCancelAnswer(answer: Answer): CancelAnswer {
  return { meaning: meaningOf(answer), said: brief(answer) };
}

function meaningOf(answer: Answer): CancelAnswer['meaning'] {
  if (answer.status === 200) return Value.Check(SoftFailure, answer.json) ? 'refused' : 'cancelled';
  if (isUnknown(answer)) return 'unknown';
  if (answer.status === 401 || answer.status === 403) return 'forbidden';
  if (answer.status === 408 || answer.status === 504) return 'not_confirmed';
  switch (errorCodeOf(answer)) {
    case 'DLI.0003':
      return 'forbidden';
    case 'DLI.0007':
      return 'ended';
    case 'DLI.0019':
      return 'not_confirmed';
    default:
      return 'refused';
  }
}
