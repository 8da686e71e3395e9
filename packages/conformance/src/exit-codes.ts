/** What the exit code says to a script. */
export const exitCodes = {
  /** Every case that could be judged held. */
  held: 0,
  notHeld: 1,
  /** The command line, or a file that it names, cannot be used. */
  usage: 2,
  /** Nothing was judged: nobody answers, no case applies, or the run was stopped. */
  notJudged: 3,
} as const;
