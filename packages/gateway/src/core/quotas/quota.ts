/** What a project can have only so much of. */
export const quotaNames = [
  'queued_jobs',
  'sessions',
  'queued_statements',
  'session_statements',
  'requests_per_second',
  'results_bytes',
  'database_bytes',
  'bucket_bytes',
  'temporary_bytes',
] as const;

export type QuotaName = (typeof quotaNames)[number];

export function isQuotaName(text: string): text is QuotaName {
  return quotaNames.some((name) => name === text);
}

/** Whether it is of room, which waiting alone does not make. */
export function isInBytes(quota: QuotaName): boolean {
  return quota.endsWith('_bytes');
}

/** The limit of each quota; null is no limit. */
export type QuotaLimits = Readonly<Record<QuotaName, number | null>>;

export const noLimits: QuotaLimits = {
  queued_jobs: null,
  sessions: null,
  queued_statements: null,
  session_statements: null,
  requests_per_second: null,
  results_bytes: null,
  database_bytes: null,
  bucket_bytes: null,
  temporary_bytes: null,
};

/** A quota of one project, as it stands. */
export interface QuotaUse {
  readonly name: QuotaName;
  readonly limit: number | null;
  readonly used: number;
}

/** Why something was refused that would be fine with less in use. Each dialect says it in its own envelope. */
export interface OverQuota {
  readonly quota: QuotaName;
  readonly limit: number;
  /** What was in use when it was looked at. */
  readonly used: number;
  /** In whole seconds, where waiting helps; null where something has to be done. */
  readonly retryAfterS: number | null;
}
