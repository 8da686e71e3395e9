/** What the exit code says to a script. */
export const exitCodes = {
  done: 0,
  /** The job failed, was lost, or somebody else cancelled it; or the gateway could not do it. */
  failed: 1,
  /** The command line cannot be understood. */
  usage: 2,
  /** The wait is over, the job is not. */
  stillRunning: 3,
  /** No credential, a bad one, or one without the right. */
  notAllowed: 4,
  /** The job had ended otherwise before the cancel could stop it. */
  finishedBefore: 5,
  /** The cancel was asked for and goes on; the stop has not been seen. */
  notConfirmed: 6,
  /** Cancelled by Ctrl-C, and seen to stop. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
