import type { ExportOrder, ImportOrder, Job, ResultExportOrder } from '@sluice/protocol';
import { callGateway, type Gateway } from './call-gateway.ts';
import { persist } from './persist.ts';
import { newKey, type SubmitOptions } from './submit-job.ts';

/**
 * Imports and exports. Each is a job: it is waited for, shown and cancelled as one. A submit can be repeated safely:
 * it has a key, and the key one job (I12).
 */
export class TransfersClient {
  readonly #gateway: Gateway;

  constructor(gateway: Gateway) {
    this.#gateway = gateway;
  }

  /** Files of a bucket into a table. */
  import(order: ImportOrder, options: SubmitOptions = {}): Promise<Job> {
    return this.#submit('/imports', order, options);
  }

  /** A table into a new folder of a bucket. */
  export(order: ExportOrder, options: SubmitOptions = {}): Promise<Job> {
    return this.#submit('/exports', order, options);
  }

  /** The rows that a query returned, as they are kept, into a new folder of a bucket. */
  exportResult(jobId: string, order: ResultExportOrder, options: SubmitOptions = {}): Promise<Job> {
    return this.#submit(`/jobs/${encodeURIComponent(jobId)}/export`, order, options);
  }

  #submit(
    path: string,
    order: ImportOrder | ExportOrder | ResultExportOrder,
    { timeoutMs = this.#gateway.answerMs, patienceMs = 1_000, signal }: SubmitOptions,
  ): Promise<Job> {
    const body = { ...order, key: order.key ?? newKey() };
    const call = { method: 'POST', path, body, timeoutMs, signal } as const;
    return persist(() => callGateway<Job>(this.#gateway, call, 'status'), patienceMs, signal);
  }
}
