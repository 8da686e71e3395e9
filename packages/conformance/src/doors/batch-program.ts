import { createHash } from 'node:crypto';
import type { HttpClient } from '../http/http-client.ts';
import { brief } from '../http/read-answer.ts';
import { NotApplicable } from '../play/verdict.ts';

/** What a batch is told to run. */
export interface BatchProgram {
  readonly file: string;
  readonly args: readonly string[];
}

const bucket = 'conformance';
/** With the server's port it stands in the command line of a batch whose text was put, and of no other process. */
const marker = 'batch-of-conformance';

/**
 * Makes programs of code: of one line, it is the path of a file that the server can read and its arguments,
 * with a space between them; of more, it is the text of a Python program, which is put into a bucket first,
 * as Sluice has them.
 */
export class BatchPrograms {
  readonly #http: HttpClient;
  readonly #put = new Map<string, Promise<void>>();

  constructor(http: HttpClient) {
    this.#http = http;
  }

  /** @throws NoAnswerError */
  async of(code: string): Promise<BatchProgram> {
    if (!code.includes('\n')) {
      const [file = '', ...args] = code.split(' ');
      return { file, args };
    }
    const digest = createHash('sha256').update(code).digest('hex');
    const name = `${marker}-${this.#http.port}-${digest.slice(0, 16)}.py`;
    const put = this.#put.get(name) ?? this.#putFile(name, code);
    this.#put.set(name, put);
    await put;
    return { file: `obs://${bucket}/${name}`, args: [] };
  }

  async #putFile(name: string, code: string): Promise<void> {
    const answer = await this.#http.put(`/api/v1/files/${bucket}/${name}`, code);
    // Without a place for its programs the workload cannot be played; that is no fault of a cancel.
    if (answer.status >= 300)
      throw new NotApplicable(`no program can be put here: ${brief(answer)}`);
  }
}
