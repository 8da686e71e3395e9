/** What the user at the keyboard, or a service manager, has said so far. */
export interface Interrupts extends Disposable {
  /** Aborted by the first Ctrl-C or SIGTERM. */
  readonly first: AbortSignal;
  /** Aborted by the second. */
  readonly second: AbortSignal;
}

/**
 * npx, and any wrapper, passes on a Ctrl-C that the terminal has sent us already: what comes so soon
 * after the first is not a second wish.
 */
const echoMs = 500;

/** Aborted by the first Ctrl-C, or when the time is up. */
export function firstWithin({ first }: Interrupts, timeoutMs: number | undefined): AbortSignal {
  return timeoutMs === undefined ? first : AbortSignal.any([first, AbortSignal.timeout(timeoutMs)]);
}

/** Takes Ctrl-C and SIGTERM until it is disposed of; afterwards they end the process as usual. */
export function listenForInterrupts(signals: Pick<NodeJS.Process, 'on' | 'off'>): Interrupts {
  const first = new AbortController();
  const second = new AbortController();
  let firstAt: number | null = null;
  const hear = () => {
    if (firstAt === null) {
      firstAt = performance.now();
      first.abort();
    } else if (performance.now() - firstAt > echoMs) {
      second.abort();
    }
  };
  signals.on('SIGINT', hear);
  signals.on('SIGTERM', hear);
  return {
    first: first.signal,
    second: second.signal,
    [Symbol.dispose]() {
      signals.off('SIGINT', hear);
      signals.off('SIGTERM', hear);
    },
  };
}
