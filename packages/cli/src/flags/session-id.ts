/** The one argument of a command about one session. */
export const sessionIdArgument = {
  parse: String,
  placeholder: 'id',
  brief: 'id of the session',
} as const;
