import type { Logger } from 'pino';

/** Writes a line for each DuckDB host that an earlier gateway left, and for each that cannot be started. */
export function logHosts(log: Logger) {
  return {
    formerHost: ({ projectId: project, pid, endedFor }: FormerHost): void => {
      if (endedFor === null) log.info({ project, pid }, 'host adopted');
      else log.warn({ project, pid, why: endedFor }, 'former host ended');
    },
    startFailed: ({ projectId: project, why }: StartFailure): void =>
      log.error({ project, why }, 'host not started'),
  };
}

interface FormerHost {
  readonly projectId: string;
  readonly pid: number;
  /** Null: it was adopted. */
  readonly endedFor: string | null;
}

interface StartFailure {
  readonly projectId: string;
  readonly why: string;
}
