import { queueNames } from '../completing/queue-names.ts';

/** The argument of a command about one queue. */
export const queueArgument = {
  parse: String,
  proposeCompletions: queueNames,
  placeholder: 'name',
  brief: 'name of the queue',
} as const;
