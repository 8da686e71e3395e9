import type { BucketList, FileList, FileListQuery, PutFile } from '@sluice/protocol';
import { callGateway, type Gateway, tellGateway } from './call-gateway.ts';
import { openBody } from './open-body.ts';
import { pathOfFile, putFile, type PutOptions } from './put-file.ts';
import type { CallOptions } from './sluice-client.ts';

/** A file on its way here. */
export interface OpenedFile {
  /** In bytes. */
  readonly size: number;
  /** Of each part the time runs only while somebody waits for it. */
  readonly body: ReadableStream<Uint8Array>;
}

/** The files of a project's buckets: `obs://bucket/key`. */
export class FilesClient {
  readonly #gateway: Gateway;

  constructor(gateway: Gateway) {
    this.#gateway = gateway;
  }

  /** Puts a file to its place, and in the place of one that is there. */
  put(
    bucket: string,
    key: string,
    content: Blob | ReadableStream<Uint8Array>,
    options: PutOptions = {},
  ): Promise<PutFile> {
    return putFile(this.#gateway, pathOfFile(bucket, key), content, options);
  }

  async open(
    bucket: string,
    key: string,
    { timeoutMs = 60_000, signal }: CallOptions = {},
  ): Promise<OpenedFile> {
    const { headers, body } = await openBody(this.#gateway, {
      method: 'GET',
      path: pathOfFile(bucket, key),
      accept: 'application/octet-stream',
      timeoutMs,
      signal,
    });
    return { size: Number(headers.get('content-length')), body };
  }

  /** One page of a bucket's files, by key. */
  list(
    bucket: string,
    query: FileListQuery = {},
    { timeoutMs = this.#gateway.answerMs, signal }: CallOptions = {},
  ): Promise<FileList> {
    const path = `/files/${encodeURIComponent(bucket)}`;
    const call = { method: 'GET', path, query, timeoutMs, signal } as const;
    return callGateway<FileList>(this.#gateway, call, 'files');
  }

  /** The buckets that have a directory. */
  async buckets({ timeoutMs = this.#gateway.answerMs, signal }: CallOptions = {}): Promise<
    readonly string[]
  > {
    const call = { method: 'GET', path: '/files', timeoutMs, signal } as const;
    return (await callGateway<BucketList>(this.#gateway, call, 'buckets')).buckets;
  }

  delete(
    bucket: string,
    key: string,
    { timeoutMs = this.#gateway.answerMs, signal }: CallOptions = {},
  ): Promise<void> {
    const path = pathOfFile(bucket, key);
    return tellGateway(this.#gateway, { method: 'DELETE', path, timeoutMs, signal });
  }
}
