/** The one argument of a command about one job. */
export const jobIdArgument = {
  kind: 'tuple',
  parameters: [{ parse: String, placeholder: 'id', brief: 'id of the job' }],
} as const;
