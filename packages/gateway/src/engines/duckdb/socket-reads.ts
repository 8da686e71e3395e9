import type { OnReadOpts, Socket } from 'node:net';

/** As much as Node reads at once. */
const pieceBytes = 64 * 1_024;
/** One is with who asked for it, one is to be filled next, and the others wait. */
const pieces = 8;

/**
 * The bytes of one socket, read into the same few pieces of memory: one for each read, as Node takes it, costs
 * its collector several times what the reading does. It is read no faster than it is asked for.
 */
export class SocketReads {
  readonly #memory = Array.from({ length: pieces }, () => Buffer.allocUnsafeSlow(pieceBytes));
  readonly #filled: Uint8Array[] = [];
  #turn = 0;
  #isPaused = false;
  #news = Promise.withResolvers<void>();

  /** For whoever makes the socket. */
  readonly onread: OnReadOpts = {
    buffer: () => this.#memory[this.#turn++ % pieces] ?? Buffer.alloc(pieceBytes),
    callback: (length, memory) => {
      this.#filled.push(memory.subarray(0, length));
      this.#news.resolve();
      this.#isPaused = !this.#hasRoom();
      return !this.#isPaused;
    },
  };

  /** All until the socket has closed. Each is there until the next is asked for, and then written over. */
  async *of(socket: Socket): AsyncGenerator<Uint8Array> {
    socket.once('close', () => this.#news.resolve());
    for (;;) {
      const bytes = this.#filled.shift();
      if (bytes) {
        yield bytes;
        if (this.#isPaused && this.#hasRoom()) {
          this.#isPaused = false;
          socket.resume();
        }
        continue;
      }
      if (socket.closed) return;
      await this.#news.promise;
      this.#news = Promise.withResolvers();
    }
  }

  #hasRoom(): boolean {
    return this.#filled.length < pieces - 2;
  }
}
