/** What a project can have only so much of. */
export const quotaNames = ['queued_jobs', 'requests_per_second'] as const;

export type QuotaName = (typeof quotaNames)[number];

/** The limit of each quota; null is no limit. */
export type QuotaLimits = Readonly<Record<QuotaName, number | null>>;

/** Why something was refused that would be fine with less in use. Each dialect says it in its own envelope. */
export interface OverQuota {
  readonly quota: QuotaName;
  readonly limit: number;
  /** What was in use when it was looked at. */
  readonly used: number;
  /** In whole seconds, where waiting helps; null where something has to be done. */
  readonly retryAfterS: number | null;
}

export const noLimits: QuotaLimits = { queued_jobs: null, requests_per_second: null };
