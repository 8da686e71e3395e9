import type { Clock } from '../core/ports/clock.ts';
import { readTlsFiles, type TlsAnswer, type TlsPair } from './tls-files.ts';

/** The certificate that is served now; it can be read anew while connections go on. */
export class TlsCertificate {
  readonly #files: { readonly certFile: string; readonly keyFile: string };
  readonly #clock: Pick<Clock, 'now'>;
  #pair: TlsPair;

  constructor(
    files: { readonly certFile: string; readonly keyFile: string },
    pair: TlsPair,
    clock: Pick<Clock, 'now'>,
  ) {
    this.#files = files;
    this.#pair = pair;
    this.#clock = clock;
  }

  get pair(): TlsPair {
    return this.#pair;
  }

  /** Reads the files again; what cannot be served is refused, and the old pair stays. */
  reload(): TlsAnswer {
    const answer = readTlsFiles(this.#files.certFile, this.#files.keyFile, this.#clock.now());
    if (answer.kind === 'read') this.#pair = answer.pair;
    return answer;
  }
}
