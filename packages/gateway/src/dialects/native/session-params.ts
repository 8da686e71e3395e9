import { SessionId } from '@sluice/protocol';
import { Type } from 'typebox';

/** Addresses of one session, and of one statement of it. */
export const SessionParams = Type.Object({ id: SessionId });
export const StatementParams = Type.Object({
  id: SessionId,
  number: Type.String({
    pattern: '^(0|[1-9][0-9]{0,14})$',
    description: 'the number of a statement, counted from 0',
  }),
});
