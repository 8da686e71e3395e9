/** An answer other than the one that was asked for. `refuse.ts` spells it on the wire. */
export interface Refusal {
  readonly httpStatus: number;
  readonly code: FabricCode;
  /** For people: what was wrong, where, what to do. */
  readonly message: string;
  /** Where waiting helps: how long, in whole seconds. */
  readonly retryAfterS?: number;
}

export type FabricCode =
  /** The request is not as it must be; with 404: what it names is not there (fabric-api.md 3.2). */
  | 'common.01000001'
  | 'common.00000408'
  | 'common.00000500'
  | ServiceCode
  /** The gateway in front of the service. */
  | 'APIG.0201'
  | 'APIG.0301'
  | 'APIG.0306'
  | 'APIG.0308'
  | 'APIG.0602'
  | 'APIG.1002'
  /** IAM's own body, in which the code is a number (fabric-api.md 3.1). */
  | '403';

/**
 * Codes of the service. The reference knows none that is about SQL, but `00010009` (fabric-api.md 3.3):
 * the others are our own, and stand here alone.
 */
export const serviceCodes = {
  notThereAnyMore: 'dataartsfabric.00010009',
  sessionNotUsable: 'dataartsfabric.00020001',
  sessionNotOpened: 'dataartsfabric.00020002',
  tooManySessions: 'dataartsfabric.00020003',
  tooManyStatements: 'dataartsfabric.00020004',
  overQuota: 'dataartsfabric.00020005',
  notSupported: 'dataartsfabric.00020006',
  notPermitted: 'dataartsfabric.00020007',
} as const;

export type ServiceCode = (typeof serviceCodes)[keyof typeof serviceCodes];

export function invalid(message: string): Refusal {
  return {
    httpStatus: 400,
    code: 'common.01000001',
    message: `failed to read http request, please check your input, code: 400, reason: ${message}`,
  };
}

/** I10: what another project has is as unknown as what nobody has. */
export function notFound(what: string): Refusal {
  return {
    httpStatus: 404,
    code: 'common.01000001',
    message: `response status exception, code: 404, reason: ${what}`,
  };
}

export function noSession(sessionId: string): Refusal {
  return notFound(`There is no session with id ${sessionId}.`);
}

export function noStatement(statementId: string): Refusal {
  return notFound(`There is no statement with id ${statementId} in this session.`);
}

export function noEndpoint(endpoint: string): Refusal {
  return notFound(`There is no endpoint ${endpoint} in this workspace.`);
}

/** The server's own handling took too long; what it says goes on (fabric-api.md 15, 9). */
export function timedOut(what: string): Refusal {
  return {
    httpStatus: 408,
    code: 'common.00000408',
    message: `timeout exception occurred: ${what}`,
  };
}

export function failed(message: string): Refusal {
  return { httpStatus: 500, code: 'common.00000500', message: `internal error: ${message}` };
}

export function serviceRefusal(code: ServiceCode, message: string): Refusal {
  return { httpStatus: 400, code, message };
}

export function notSupported(message: string): Refusal {
  return serviceRefusal(serviceCodes.notSupported, message);
}

export function resultExpired(statementId: string): Refusal {
  return serviceRefusal(
    serviceCodes.notThereAnyMore,
    `The results of ${statementId} were kept for their time, and are gone. Execute it again.`,
  );
}
