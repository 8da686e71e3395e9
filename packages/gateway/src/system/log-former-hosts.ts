import type { Logger } from 'pino';

/** Writes a line for each DuckDB host of an earlier gateway: whether work went on in it. */
export function logFormerHosts(log: Logger) {
  return ({ projectId: project, pid, endedFor }: FormerHost): void => {
    if (endedFor === null) log.info({ project, pid }, 'host adopted');
    else log.warn({ project, pid, why: endedFor }, 'former host ended');
  };
}

interface FormerHost {
  readonly projectId: string;
  readonly pid: number;
  /** Null: it was adopted. */
  readonly endedFor: string | null;
}
