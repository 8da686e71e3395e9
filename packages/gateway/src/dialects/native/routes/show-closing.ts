import { SessionReceipt } from '@sluice/protocol';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { NativeApp } from '../native-app.ts';
import { refuse } from '../refuse.ts';
import { SessionParams } from '../session-params.ts';
import { toOpenSessionReceiptView, toSessionReceiptView } from '../session-receipt-view.ts';
import { noClose, unknownSession } from '../session-refusals.ts';

/** The receipt of a close: the whole of it once it is done, before that the wish. */
export function showClosingRoute(app: NativeApp, actions: GuardedActions): void {
  app.get(
    '/sessions/:id/closing',
    {
      config: { needs: 'read' },
      schema: {
        operationId: 'showCloseReceipt',
        summary: 'Show the receipt of a close',
        params: SessionParams,
        response: { 200: SessionReceipt },
      },
    },
    async (request, reply) => {
      const id = request.params.id.toLowerCase();
      const { principal } = request;
      // In this order: a receipt that is written between the two is found.
      const session = await actions.findSession(principal, id);
      const receipt = await actions.sessionReceipt(principal, id);
      if (receipt) return toSessionReceiptView(receipt);
      if (!session) return refuse(request, reply, unknownSession(id));
      return session.state.status === 'closing'
        ? toOpenSessionReceiptView(id, session.state.intent)
        : refuse(request, reply, noClose(session));
    },
  );
}
