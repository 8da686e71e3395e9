import { sessionIds } from '../completing/session-ids.ts';

/** The one argument of a command about one session. */
export const sessionIdArgument = {
  parse: String,
  proposeCompletions: sessionIds,
  placeholder: 'id',
  brief: 'id of the session',
} as const;
