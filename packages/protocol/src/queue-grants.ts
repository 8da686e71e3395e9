import { type Static, Type } from 'typebox';
import { textOf } from './text.ts';

/** What a user may be granted on a queue. The compiler holds them against those of the gateway's core. */
const privilegeWords = [
  'SUBMIT_JOB',
  'CANCEL_JOB',
  'READ_JOB',
  'DROP_QUEUE',
  'GRANT_PRIVILEGE',
  'REVOKE_PRIVILEGE',
  'SHOW_PRIVILEGE',
  'RESTART',
  'SCALE_QUEUE',
] as const;

export const Privilege = Type.Enum([...privilegeWords], {
  description: `one of ${privilegeWords.join(', ')}`,
});
export type Privilege = Static<typeof Privilege>;

/** The body of `PUT /queues/{name}/grants`: the same once or many times. */
export const GrantOrder = Type.Object(
  {
    user: textOf(64),
    /** `replace` leaves what is named, and nothing else. */
    action: Type.Enum(['grant', 'revoke', 'replace'], {
      description: 'one of grant, revoke, replace',
    }),
    privileges: Type.Array(Privilege, {
      maxItems: 32,
      description: `an array of privileges: ${privilegeWords.join(', ')}`,
    }),
  },
  { additionalProperties: false },
);
export type GrantOrder = Static<typeof GrantOrder>;

/** A user with all that he holds on the queue, by his role, as its maker, or granted. */
export const QueueHolder = Type.Object({
  user: Type.String(),
  role: Type.Enum(['viewer', 'operator', 'admin']),
  /** Whether he made the queue. */
  owner: Type.Boolean(),
  privileges: Type.Array(Privilege),
});
export type QueueHolder = Static<typeof QueueHolder>;

export const QueueHolderList = Type.Object({
  queue: Type.String(),
  grants: Type.Array(QueueHolder),
});
export type QueueHolderList = Static<typeof QueueHolderList>;
