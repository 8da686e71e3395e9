import { Type } from 'typebox';
import type { Session } from '../../core/session/session.ts';
import { toScType } from './session-conf.ts';
import { toSessionWord } from './session-words.ts';

/** A session as this dialect shows it (dli-api.md 3.3.1). Times in ms. */
export const SessionRecord = Type.Object({
  id: Type.String(),
  appId: Type.String(),
  name: Type.String(),
  owner: Type.String(),
  proxyUser: Type.String(),
  state: Type.String(),
  kind: Type.String(),
  appInfo: Type.Object({ driverLogUrl: Type.Null(), sparkUiUrl: Type.Null() }),
  log: Type.Array(Type.String()),
  sc_type: Type.String(),
  cluster_name: Type.String(),
  queue: Type.String(),
  create_time: Type.Integer(),
  update_time: Type.Integer(),
});

/**
 * @param isBusy whether a statement of it has not ended
 * @param log the last lines of what it has to say
 */
export function toSessionRecord(session: Session, isBusy: boolean, log: readonly string[]) {
  const { id, request, createdAt } = session;
  return {
    id,
    // No cluster gives it a name, and nobody acts for another.
    appId: '',
    name: request.name ?? '',
    owner: request.owner,
    proxyUser: '',
    state: toSessionWord(session, isBusy),
    kind: request.kind,
    appInfo: { driverLogUrl: null, sparkUiUrl: null },
    log: [...log],
    sc_type: toScType(request.conf),
    cluster_name: request.queueName,
    queue: request.queueName,
    create_time: createdAt,
    update_time: updatedAt(session),
  };
}

/** When it last moved; 0 before its first move. */
function updatedAt({ state }: Session): number {
  switch (state.status) {
    case 'waiting':
      return 0;
    case 'starting':
      return state.placedAt;
    case 'open':
      return state.openedAt;
    case 'closing':
      return state.intent.at;
    case 'ended':
      return state.endedAt;
  }
}
