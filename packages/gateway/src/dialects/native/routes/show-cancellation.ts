import { Receipt } from '@sluice/protocol';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import { JobParams } from '../job-params.ts';
import { noCancel, unknownJob } from '../job-refusals.ts';
import type { NativeApp } from '../native-app.ts';
import { toOpenReceiptView, toReceiptView } from '../receipt-view.ts';
import { refuse } from '../refuse.ts';

/** The receipt of a cancel: the whole of it once it is done, before that the wish. */
export function showCancellationRoute(app: NativeApp, actions: GuardedActions): void {
  app.get(
    '/jobs/:id/cancellation',
    {
      config: { needs: 'read' },
      schema: {
        operationId: 'showCancelReceipt',
        summary: 'Show the receipt of a cancel',
        params: JobParams,
        response: { 200: Receipt },
      },
    },
    async (request, reply) => {
      const id = request.params.id.toLowerCase();
      const { principal } = request;
      // In this order: a receipt that is written between the two is found.
      const job = await actions.findJob(principal, id);
      const receipt = await actions.receiptOf(principal, id);
      if (receipt) return toReceiptView(receipt);
      if (!job) return refuse(request, reply, unknownJob(id));
      return job.state.status === 'cancelling'
        ? toOpenReceiptView(job.id, job.state.intent)
        : refuse(request, reply, noCancel(job));
    },
  );
}
