import { QuotaList } from '@sluice/protocol';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { NativeApp } from '../native-app.ts';

/** How much the caller's project may have in use, and how much it has. */
export function listQuotasRoute(app: NativeApp, actions: GuardedActions): void {
  app.get(
    '/quotas',
    {
      config: { needs: 'read' },
      schema: {
        operationId: 'listQuotas',
        summary: 'Show the quotas and what is in use',
        response: { 200: QuotaList },
      },
    },
    async ({ principal }) => ({ quotas: await actions.showQuotas(principal) }),
  );
}
