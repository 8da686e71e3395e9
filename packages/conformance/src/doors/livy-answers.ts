import { Type } from 'typebox';
import type { Answer } from '../http/http-client.ts';
import { brief, readAnswer } from '../http/read-answer.ts';
import type { CancelAnswer } from './door.ts';

const Message = Type.Object({ msg: Type.String() });

/** What a cancel, a close or a deletion was answered with (livy-api.md 1). */
export function toLivyCancelAnswer(answer: Answer): CancelAnswer {
  const said = brief(answer);
  switch (answer.status) {
    case 200: {
      readAnswer('a cancel was asked for', answer, Message);
      // Sluice tells the truth about ended work in a header, since Livy's clients need the 200.
      const ending = answer.headers.get('x-sluice-ending');
      const hadEnded = ending !== null && ending !== 'cancelled';
      return { meaning: hadEnded ? 'ended' : 'cancelled', said };
    }
    case 401:
    case 403:
      return { meaning: 'forbidden', said };
    case 404:
      return { meaning: 'unknown', said };
    case 408:
    case 503:
    case 504:
      return { meaning: 'not_confirmed', said };
    default:
      return { meaning: 'refused', said };
  }
}
