/** A process of the engine is gone, or does not answer in time. */
export class HostUnreachableError extends Error {
  override readonly name: string = 'HostUnreachableError';
}

/** It has the question, and said nothing in time. */
export class HostSilentError extends HostUnreachableError {}

/** A host of this gateway was born, and ended since its database does not open. */
export class DatabaseShutError extends HostUnreachableError {}

/** No host is reached any more: the gateway is stopping. */
export class EngineClosedError extends HostUnreachableError {
  override readonly name = 'EngineClosedError';

  constructor() {
    super('the gateway is stopping');
  }
}

/** The host works for a gateway that came after this one. */
export class HostTakenOverError extends HostUnreachableError {
  constructor() {
    super('another gateway has taken over the project’s host');
  }
}

/** @throws HostUnreachableError saying `what`, when the promise takes longer than `timeoutMs` (I9) */
export async function withDeadline<T>(
  promise: Promise<T>,
  timeoutMs: number,
  what: string,
): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new HostUnreachableError(what)), timeoutMs);
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
