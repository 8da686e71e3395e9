import { JobKey } from '@sluice/protocol';
import { Type } from 'typebox';

export const keyHeader = 'idempotency-key';

/** Clients send a create again when its answer was lost (livy-api.md 4): a key makes one of both. */
export const KeyHeaders = Type.Object({ [keyHeader]: Type.Optional(JobKey) });
