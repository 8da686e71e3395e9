import { type TProperties, Type } from 'typebox';
import type { Refusal } from './refusal.ts';

// The one place that spells the envelopes of this dialect (dli-api.md 2.1).

/** A call that was carried out. `message` is empty unless the fields have one of their own. */
export function success<Fields extends object>(fields: Fields) {
  return { is_success: true, message: '', ...fields };
}

/** The schema of a success with these fields, for its serialisation. */
export function successSchema<Fields extends TProperties>(fields: Fields) {
  return Type.Object({ is_success: Type.Boolean(), message: Type.String(), ...fields });
}

/** The body of a refusal. That of a gateway error names the request. */
export function errorBody({ code, message }: Refusal, requestId: string) {
  return code.startsWith('APIGW.')
    ? { error_msg: message, error_code: code, request_id: requestId }
    : { error_code: code, error_msg: message };
}
