import { JobKey } from '@sluice/protocol';
import { Type } from 'typebox';
import { invalid } from './refusal.ts';

const keyHeader = 'idempotency-key';

export const KeyHeader = { [keyHeader]: Type.Optional(JobKey) };

/** The key that a request gives in its body, in its header, or alike in both. */
export function keyOf(
  inBody: string | undefined,
  headers: { readonly [keyHeader]?: string },
): { readonly key: string | undefined } | 'two_keys' {
  const inHeader = headers[keyHeader];
  const key = inBody ?? inHeader;
  return key === (inHeader ?? key) ? { key } : 'two_keys';
}

export const twoKeys = invalid(
  'key',
  'The field key of the body and the header Idempotency-Key mean the same and must not differ. ' +
    'Leave one of them out.',
);

export const keyOfMany = invalid(
  'key',
  'A key stands for one statement. Send each statement that has one in a request of its own.',
);
