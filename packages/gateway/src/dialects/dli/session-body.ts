import { type Static, Type } from 'typebox';
import type { SessionOrder } from '../../core/actions/create-session.ts';
import { Name, ShownName } from './names.ts';
import { invalid, type Refusal } from './refusal.ts';
import { SessionConf, toKeptConf } from './session-conf.ts';

/** The body that makes a session (dli-api.md 3.3.1). Fields that are not listed are ignored. */
export const SessionBody = Type.Object({
  kind: Type.String({
    pattern: '^[A-Za-z][A-Za-z0-9_-]{0,63}$',
    description: 'the language of its statements, such as sql',
  }),
  queue: Type.Optional(Name),
  cluster_name: Type.Optional(Name),
  name: Type.Optional(ShownName),
  heartbeatTimeoutInSecond: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 2 ** 31 - 1,
      description: 'a whole number of seconds, 0 for no limit',
    }),
  ),
  ...SessionConf.properties,
});

export type SessionBody = Static<typeof SessionBody>;

/** Whose it is the action knows. */
export type AnonymousSessionOrder = Omit<SessionOrder, 'projectId' | 'owner'>;

export type SessionOrderAnswer =
  | { readonly kind: 'ok'; readonly order: AnonymousSessionOrder }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** In UTF-16 units; it is kept with the session. */
const longestConf = 64 * 1_024;

/** What the body asks for, in the words of the core. */
export function toSessionOrder(body: SessionBody): SessionOrderAnswer {
  const { kind, queue, cluster_name, name, heartbeatTimeoutInSecond: idleS = 0 } = body;
  const queueName = queue ?? cluster_name;
  if (queueName === undefined) return refused('queue is missing.');
  const conf = toKeptConf(body);
  if (conf.length > longestConf) {
    return refused(
      `The settings of a session may have ${longestConf} characters as JSON together.`,
    );
  }
  const order: AnonymousSessionOrder = {
    queueName,
    kind,
    name: name || undefined,
    conf,
    // 0 is never, as with Livy.
    idleTimeoutMs: idleS === 0 ? undefined : idleS * 1_000,
  };
  return { kind: 'ok', order };
}

function refused(message: string): SessionOrderAnswer {
  return { kind: 'refused', refusal: invalid(message) };
}
