import type { Session } from '../../core/session/session.ts';
import { type SessionWord, toSessionWord } from './session-words.ts';

/** A session as Livy's clients read it (livy-api.md 2). */
export interface SessionView {
  readonly id: number;
  readonly name: string | null;
  /** The session's own id, by which the other dialects and the receipts know it. */
  readonly appId: string | null;
  readonly owner: string | null;
  readonly proxyUser: string | null;
  readonly state: SessionWord;
  readonly kind: string;
  readonly appInfo: { readonly driverLogUrl: null; readonly sparkUiUrl: null };
  readonly log: readonly string[];
  readonly ttl: string | null;
  readonly queue: string;
  readonly conf: Readonly<Record<string, unknown>>;
  /** Nothing is reserved for a session: these are said by the queue and its engine. */
  readonly driverMemory: null;
  readonly driverCores: null;
  readonly executorMemory: null;
  readonly executorCores: null;
  readonly numExecutors: null;
  /** How long its client may be silent; 0 is no limit. */
  readonly heartbeatTimeoutInSecond: number;
  readonly jars: readonly string[];
  readonly pyFiles: readonly string[];
  readonly files: readonly string[];
  readonly archives: readonly string[];
}

/**
 * @param leaseMs how long its client may be silent; absent: for ever
 * @param log its last lines; none in a list
 */
export function toSessionView(
  session: Session,
  isBusy: boolean,
  leaseMs: number | undefined,
  log: readonly string[],
): SessionView {
  const { id, number, request } = session;
  return {
    id: number,
    name: request.name,
    appId: id,
    owner: request.owner,
    proxyUser: null,
    state: toSessionWord(session, isBusy),
    kind: request.kind,
    appInfo: { driverLogUrl: null, sparkUiUrl: null },
    log,
    ttl: toTtl(request.idleTimeoutMs),
    queue: request.queueName,
    conf: toConf(request.conf),
    driverMemory: null,
    driverCores: null,
    executorMemory: null,
    executorCores: null,
    numExecutors: null,
    heartbeatTimeoutInSecond: Math.ceil((leaseMs ?? 0) / 1_000),
    jars: [],
    pyFiles: [],
    files: [],
    archives: [],
  };
}

function toTtl(idleTimeoutMs: number | null): string | null {
  if (idleTimeoutMs === null) return null;
  return idleTimeoutMs % 1_000 === 0 ? `${idleTimeoutMs / 1_000}s` : `${idleTimeoutMs}ms`;
}

/** Another dialect may have sent settings of another shape than a map. */
function toConf(text: string): Record<string, unknown> {
  const conf: unknown = JSON.parse(text);
  const isMap = typeof conf === 'object' && conf !== null && !Array.isArray(conf);
  return isMap ? (conf as Record<string, unknown>) : {};
}
