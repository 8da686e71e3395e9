import type { SluiceContext } from '../sluice-context.ts';
import { formatDuration } from '../output/format-duration.ts';
import type { Standing } from './standing.ts';

/** Shows how something stands while somebody waits for it. What comes after it is written once it is disposed of. */
export interface ProgressLine extends Disposable {
  /** @param standing null where it is not to be told */
  show(standing: Standing | null): void;
}

const tickMs = 100;
/** A terminal shows how things stand about so often. */
const terminalPollMs = 1_000;
/** What ends sooner is not announced. */
const silentMs = 400;

/**
 * On a terminal one line that is drawn anew; elsewhere a line each time that it has moved on.
 * @param hint what the user can do
 */
export function openProgressLine(
  { process }: SluiceContext,
  isQuiet: boolean,
  hint: string,
): ProgressLine {
  if (isQuiet) return { show: () => {}, [Symbol.dispose]: () => {} };
  return process.stderr.isTTY && process.env['TERM'] !== 'dumb'
    ? openDrawnLine(process.stderr, hint)
    : openPlainLines(process.stderr, hint);
}

/** How often a thing is looked at while its progress is shown. */
export function pollFor({ process }: SluiceContext): { readonly longestPollMs?: number } {
  return process.stderr.isTTY ? { longestPollMs: terminalPollMs } : {};
}

function openPlainLines(stderr: NodeJS.WriteStream, hint: string): ProgressLine {
  const startedAt = performance.now();
  let told: string | null = null;
  return {
    show(standing) {
      const isSoon = performance.now() - startedAt < silentMs;
      if (isSoon || !standing || standing.status === told) return;
      told = standing.status;
      stderr.write(`${standing.what} is ${told} (${hint})\n`);
    },
    [Symbol.dispose]: () => {},
  };
}

function openDrawnLine(stderr: NodeJS.WriteStream, hint: string): ProgressLine {
  const startedAt = performance.now();
  let latest = 'waiting';
  let isOpen = true;
  const draw = () => {
    const elapsedMs = performance.now() - startedAt;
    if (elapsedMs < silentMs) return;
    const text = `${latest}  ${formatDuration(elapsedMs)}  (${hint})`;
    // One line only: what wraps cannot be drawn over.
    // Some terminals do not say how wide they are.
    stderr.write(`\r\x1b[2K${text.slice(0, (stderr.columns || 80) - 1)}`);
  };
  const timer = setInterval(draw, tickMs);
  return {
    show(standing) {
      if (standing) latest = standing.detail;
    },
    [Symbol.dispose]() {
      if (!isOpen) return;
      isOpen = false;
      clearInterval(timer);
      stderr.write('\r\x1b[2K');
    },
  };
}
