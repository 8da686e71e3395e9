import type { PartKept, PutFile } from '@sluice/protocol';
import { callGateway, type Call, type Gateway } from './call-gateway.ts';
import { ProblemError } from './errors/problem-error.ts';
import { persist } from './persist.ts';

export interface PutOptions {
  /** SHA-256 of the content, in hex: it is compared there, and a large file can be sent in parts. */
  readonly sha256?: string;
  /** 8 MiB when absent. */
  readonly partBytes?: number;
  /** Of each request. When absent 120,000, and a day for a stream, which takes as long as it comes. */
  readonly timeoutMs?: number | undefined;
  /** How long a gateway that cannot be reached is tried, with parts. 60,000 when absent. */
  readonly patienceMs?: number;
  readonly signal?: AbortSignal | undefined;
  /** Told how many bytes are there, after each part. */
  readonly onProgress?: (sentBytes: number) => void;
}

type Answer = PutFile | PartKept;

const dayMs = 24 * 60 * 60 * 1_000;

/**
 * @returns the path of a file below `/api/v1`
 * @throws TypeError where `fetch` would take a part of it for a way up, and ask for something else
 */
export function pathOfFile(bucket: string, key: string): string {
  const parts = [bucket, ...key.split('/')];
  if (parts.some((part) => part === '.' || part === '..')) {
    throw new TypeError(`the path of a file has no part '.' or '..': obs://${bucket}/${key}`);
  }
  return `/files/${parts.map(encodeURIComponent).join('/')}`;
}

/** Sends a file: what is large, and whose digest is known, in parts that go on after a break. */
export async function putFile(
  gateway: Gateway,
  path: string,
  content: Blob | ReadableStream<Uint8Array>,
  options: PutOptions,
): Promise<PutFile> {
  const { sha256, partBytes = 8 * 1_024 * 1_024, signal } = options;
  const { timeoutMs = content instanceof Blob ? 120_000 : dayMs } = options;
  const call = { method: 'PUT', path, timeoutMs, signal } as const;
  if (sha256 !== undefined && content instanceof Blob && content.size > partBytes) {
    return sendParts(gateway, call, content, { ...options, sha256, partBytes });
  }
  const headers = sha256 === undefined ? {} : { 'content-digest': digestOf(sha256) };
  return callGateway<PutFile>(gateway, { ...call, content, headers }, 'sha256');
}

async function sendParts(
  gateway: Gateway,
  call: Call,
  content: Blob,
  options: PutOptions & { readonly sha256: string; readonly partBytes: number },
): Promise<PutFile> {
  const { sha256, partBytes, patienceMs = 60_000, signal, onProgress = () => {} } = options;
  const total = content.size;
  const digest = { 'repr-digest': digestOf(sha256) };
  // Also after a break: what of a part has come is kept there.
  const ask = () => {
    const headers = { ...digest, 'content-range': `bytes */${total}` };
    return persist(() => answerOf(gateway, { ...call, headers }), patienceMs, signal);
  };
  let failedAt = -1;
  const send = async (offset: number): Promise<Answer> => {
    const end = Math.min(offset + partBytes, total);
    const headers = { ...digest, 'content-range': `bytes ${offset}-${end - 1}/${total}` };
    const part = content.slice(offset, end);
    try {
      return await answerOf(gateway, { ...call, headers, content: part });
    } catch (error) {
      // What the gateway refuses it refuses again; that a part is there already it does not.
      if (error instanceof ProblemError && error.code !== 'wrong_offset') throw error;
      if (signal?.aborted || failedAt === offset) throw error;
      failedAt = offset;
      return ask();
    }
  };
  let answer = await ask();
  while ('received' in answer) {
    onProgress(answer.received);
    answer = await send(answer.received);
  }
  onProgress(total);
  return answer;
}

async function answerOf(gateway: Gateway, call: Call): Promise<Answer> {
  // Of a file that is whole there is no `received`, of a part no `sha256`; both are JSON objects.
  return callGateway<Answer>(gateway, call, null);
}

/** As RFC 9530 writes it. */
function digestOf(sha256: string): string {
  const bytes = sha256.match(/../g)?.map((pair) => Number.parseInt(pair, 16)) ?? [];
  return `sha-256=:${btoa(String.fromCharCode(...bytes))}:`;
}
