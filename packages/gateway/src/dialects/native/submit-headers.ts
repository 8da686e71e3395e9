import { Type } from 'typebox';
import { KeyHeader } from './idempotency-key.ts';
import { PreferHeader } from './prefer-wait.ts';

/** What any submit takes beside its body. */
export const SubmitHeaders = Type.Object({ ...KeyHeader, ...PreferHeader });
