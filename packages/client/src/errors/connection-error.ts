/** The gateway could not be reached, or went away before its answer was whole. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
  readonly url: string;

  constructor(url: string, cause: unknown) {
    super(`cannot reach ${url}: ${reasonOf(cause)}`, { cause });
    this.url = url;
  }
}

/** `fetch` says only "fetch failed"; what went wrong is in its cause, where the system has a word. */
function reasonOf(error: unknown): string {
  const innermost = causesOf(error).at(-1);
  const code = (innermost as { code?: unknown } | undefined)?.code;
  if (isCutUnanswered(innermost)) {
    return 'the connection was cut before any answer; if it speaks TLS, use https://';
  }
  if (typeof code === 'string' && code in reasons) return reasons[code as keyof typeof reasons];
  return innermost instanceof Error && innermost.message !== ''
    ? innermost.message
    : 'the connection failed';
}

/** So does a server of TLS that is asked in plain HTTP; over TLS itself there was an answer, its certificate. */
function isCutUnanswered(error: unknown): boolean {
  const { code, socket } = (error ?? {}) as { code?: unknown; socket?: { bytesRead?: unknown } };
  return code === 'UND_ERR_SOCKET' && socket?.bytesRead === 0;
}

const trustHint = 'SLUICE_CA names a file of authorities to trust';

const reasons = {
  ENOENT: 'there is no such socket; does a gateway run there?',
  EACCES: 'permission denied',
  ECONNREFUSED: 'nothing listens there (connection refused)',
  ECONNRESET: 'the connection was cut',
  UND_ERR_SOCKET: 'the connection was cut',
  ENOTFOUND: 'there is no host of that name',
  EAI_AGAIN: 'the name of the host cannot be looked up now',
  EHOSTUNREACH: 'there is no way to that host',
  ENETUNREACH: 'there is no way to that network',
  ETIMEDOUT: 'the host does not answer',
  DEPTH_ZERO_SELF_SIGNED_CERT: `its certificate is signed by itself; ${trustHint}`,
  SELF_SIGNED_CERT_IN_CHAIN: `its certificate is of an authority that is not trusted here; ${trustHint}`,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: `its certificate is of an authority that is not trusted here; ${trustHint}`,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: `its certificate is of an authority that is not trusted here; ${trustHint}`,
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS; use http://',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'it does not speak TLS; use http://',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
};

function causesOf(error: unknown): readonly unknown[] {
  const causes: unknown[] = [];
  for (let at: unknown = error; at !== undefined && at !== null && causes.length < 8;) {
    causes.push(at);
    // Of several addresses tried, the first error tells enough.
    at = (at as { errors?: unknown[] }).errors?.[0] ?? (at as { cause?: unknown }).cause;
  }
  return causes;
}
