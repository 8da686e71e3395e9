import { type AuditEntry as AuditView, AuditList, AuditQuery } from '@sluice/protocol';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { AuditEntry } from '../../../core/ports/audit-log.ts';
import type { NativeApp } from '../native-app.ts';
import { toTimestamp } from '../timestamp.ts';

const absentLimit = 100;

/** Lists who asked for which change in the project, the newest first. */
export function listAuditRoute(app: NativeApp, actions: GuardedActions): void {
  app.get(
    '/audit',
    {
      config: { needs: 'administer' },
      schema: {
        operationId: 'listAudit',
        summary: 'List who asked for which change',
        querystring: AuditQuery,
        response: { 200: AuditList },
      },
    },
    async ({ query, principal }) => {
      const { user, action, outcome, since, until, before, limit = absentLimit } = query;
      const filter = {
        ...(user !== undefined && { userName: user }),
        ...(action !== undefined && { action }),
        ...(outcome !== undefined && { outcome }),
        ...(since !== undefined && { since: Date.parse(since) }),
        ...(until !== undefined && { until: Date.parse(until) }),
      };
      const page = { before: before ?? null, limit };
      const entries = await actions.listAudit(principal, filter, page);
      const next = entries.length < limit ? null : (entries.at(-1)?.seq ?? null);
      return { entries: entries.map(toAuditView), next_before: next };
    },
  );
}

function toAuditView({ seq, at, actor, action, origin, outcome, target }: AuditEntry): AuditView {
  return {
    id: seq,
    at: toTimestamp(at),
    user: actor.userName,
    role: actor.role,
    credential: { ...actor.credential },
    action,
    dli_event: dliEvents[action] ?? null,
    target,
    outcome,
    remote_address: origin.remoteAddress,
    request_id: origin.requestId,
    user_agent: origin.userAgent,
  };
}

/** dli-api.md 3.0, rule 12. */
const dliEvents: Readonly<Record<string, string>> = {
  submit_job: 'submitJob',
  cancel_job: 'cancelJob',
};
