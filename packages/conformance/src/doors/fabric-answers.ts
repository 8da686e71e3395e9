import type { Answer } from '../http/http-client.ts';
import { brief } from '../http/read-answer.ts';
import type { CancelAnswer } from './door.ts';

/** What a cancel or a close was answered with (fabric-api.md 5.5, 6.8, 3). */
export function toFabricCancelAnswer(answer: Answer): CancelAnswer {
  const said = brief(answer);
  switch (answer.status) {
    case 200:
    case 204:
      return { meaning: 'cancelled', said };
    case 401:
    case 403:
      return { meaning: 'forbidden', said };
    case 404:
      return { meaning: 'unknown', said };
    case 408:
      return { meaning: 'not_confirmed', said };
    default:
      return { meaning: 'refused', said };
  }
}
