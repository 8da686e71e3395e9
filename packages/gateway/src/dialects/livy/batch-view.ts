import { type Job, startedAt } from '../../core/job/job.ts';
import { type BatchWord, toBatchWord } from './batch-words.ts';

/** A batch as Livy's clients read it (livy-api.md 2). */
export interface BatchView {
  readonly id: number;
  readonly name: string | null;
  readonly owner: string;
  readonly proxyUser: null;
  readonly state: BatchWord;
  /** The batch's own id, by which the other dialects and the receipts know it; null until it has started. */
  readonly appId: string | null;
  readonly appInfo: { readonly driverLogUrl: null; readonly sparkUiUrl: null };
  readonly log: readonly string[];
}

/** @param log its last lines; none in a list */
export function toBatchView(job: Job, number: number, log: readonly string[]): BatchView {
  return {
    id: number,
    name: job.request.program?.name ?? null,
    owner: job.request.owner,
    proxyUser: null,
    state: toBatchWord(job),
    appId: startedAt(job) === null ? null : job.id,
    appInfo: { driverLogUrl: null, sparkUiUrl: null },
    log,
  };
}
