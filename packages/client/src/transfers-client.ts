import type { ExportOrder, ImportOrder, Job, ResultExportOrder } from '@sluice/protocol';
import { callGateway, type Gateway } from './call-gateway.ts';
import { persist } from './persist.ts';
import { runJob, type RunOptions } from './run-job.ts';
import { newKey, type SubmitOptions } from './submit-job.ts';
import type { Awaited } from './wait-for-job.ts';

type TransferOrder = ImportOrder | ExportOrder | ResultExportOrder;

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

  /** The same, and waits for its end: see `SluiceClient.run`. */
  runImport(order: ImportOrder, options: RunOptions = {}): Promise<Awaited> {
    return this.#run('/imports', order, options);
  }

  /** A table into a new folder of a bucket. */
  export(order: ExportOrder, options: SubmitOptions = {}): Promise<Job> {
    return this.#submit('/exports', order, options);
  }

  /** The same, and waits for its end. */
  runExport(order: ExportOrder, options: RunOptions = {}): Promise<Awaited> {
    return this.#run('/exports', order, options);
  }

  /** The rows that a query returned, as they are kept, into a new folder of a bucket. */
  exportResult(jobId: string, order: ResultExportOrder, options: SubmitOptions = {}): Promise<Job> {
    return this.#submit(pathOfResult(jobId), order, options);
  }

  /** The same, and waits for the end of the export. */
  runResultExport(
    jobId: string,
    order: ResultExportOrder,
    options: RunOptions = {},
  ): Promise<Awaited> {
    return this.#run(pathOfResult(jobId), order, options);
  }

  #run(path: string, order: TransferOrder, options: RunOptions): Promise<Awaited> {
    const { key = newKey() } = order;
    const submit = (how: SubmitOptions) => this.#submit(path, { ...order, key }, how);
    return runJob(this.#gateway, { ...order, key, submit }, options);
  }

  #submit(
    path: string,
    order: TransferOrder,
    { timeoutMs = this.#gateway.answerMs, patienceMs = 1_000, signal }: SubmitOptions,
  ): Promise<Job> {
    const body = { ...order, key: order.key ?? newKey() };
    const call = { method: 'POST', path, body, timeoutMs, signal } as const;
    return persist(() => callGateway<Job>(this.#gateway, call, 'status'), patienceMs, signal);
  }
}

function pathOfResult(jobId: string): string {
  return `/jobs/${encodeURIComponent(jobId)}/export`;
}
