/** An answer other than the one that was asked for. `envelope.ts` spells it on the wire. */
export interface Refusal {
  readonly httpStatus: number;
  readonly code: DliCode | GatewayCode;
  /** For people: what was wrong, where, what to do. */
  readonly message: string;
  /** Where waiting helps: how long, in whole seconds. */
  readonly retryAfterS?: number;
}

/** The service's own codes, as far as they are used here (dli-api.md 2.2). */
export type DliCode =
  /** A field is missing, mistyped or out of range. */
  | 'DLI.0001'
  /** No such job, queue or catalog. */
  | 'DLI.0002'
  /** A privilege is missing, or a place may not be touched. */
  | 'DLI.0003'
  | 'DLI.0004'
  | 'DLI.0005'
  /** Something has that name already. */
  | 'DLI.0006'
  /** Not supported: of this statement, of this engine, or in this state. */
  | 'DLI.0007'
  /** A limit of the system. */
  | 'DLI.0009'
  /** The engine is not available. */
  | 'DLI.0012'
  /** A value cannot be converted. */
  | 'DLI.0018'
  /** Timed out. */
  | 'DLI.0019'
  /** No such session or statement. */
  | 'DLI.0023'
  /** The result has expired. */
  | 'DLI.0100'
  | 'DLI.0999';

/** Codes of the gateway in front of the service (dli-api.md 2.3). They carry the request's id. */
export type GatewayCode =
  | 'APIGW.0101'
  | 'APIGW.0201'
  | 'APIGW.0301'
  | 'APIGW.0302'
  | 'APIGW.0306'
  | 'APIGW.0307'
  | 'APIGW.0308'
  | 'APIGW.0602';

/** A refusal of the service: HTTP 400 (dli-api.md 2.2). */
export function dliRefusal(code: DliCode, message: string): Refusal {
  return { httpStatus: 400, code, message };
}

export function gatewayRefusal(httpStatus: number, code: GatewayCode, message: string): Refusal {
  return { httpStatus, code, message };
}

/** No such session or statement (dli-api.md 3.0.1, rule 3): 404, where all else is 400. */
export function notFound(message: string): Refusal {
  return { httpStatus: 404, code: 'DLI.0023', message };
}

export function invalid(message: string): Refusal {
  return dliRefusal('DLI.0001', message);
}
