/** How long things are kept, in milliseconds. What is live is kept for as long as it lives. */
export interface Keep {
  /** Jobs from their end, with their intents, receipts and tags. */
  readonly jobsMs: number;
  /** The feed, and the audit. */
  readonly eventsMs: number;
  /** Rows of results, from the end of their job. */
  readonly resultsMs: number;
  /** How long a key stands for its job, from the submit (I12). */
  readonly keysMs: number;
  /** Logs of batches, from their end, and of hosts. */
  readonly logsMs: number;
  /** Records of sessions, from their end. Their statements are jobs, and kept as these. */
  readonly sessionsMs: number;
}
