/** A script cannot go on. The message is one line for a person: what is wrong, and what to do. */
export class ScriptError extends Error {
  name = 'ScriptError';
}
