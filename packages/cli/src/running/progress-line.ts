import type { Job } from '@sluice/client';
import type { SluiceContext } from '../sluice-context.ts';
import { describeProgress } from '../output/describe-progress.ts';
import { formatDuration } from '../output/format-duration.ts';
import { nounOf } from './noun-of.ts';

/** Shows how a job stands while somebody waits for it. What comes after it is written once it is disposed of. */
export interface ProgressLine extends Disposable {
  show(job: Job): void;
}

const tickMs = 100;
/** A terminal shows how a job stands about so often. */
const terminalPollMs = 1_000;
/** A job that ends sooner is not announced. */
const silentMs = 400;

/**
 * On a terminal one line that is drawn anew; elsewhere a line each time that the job has moved on.
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

/** How often a job is looked at while its progress is shown. */
export function pollFor({ process }: SluiceContext): { readonly longestPollMs?: number } {
  return process.stderr.isTTY ? { longestPollMs: terminalPollMs } : {};
}

function openPlainLines(stderr: NodeJS.WriteStream, hint: string): ProgressLine {
  const startedAt = performance.now();
  let told: Job['status'] | null = null;
  return {
    show(job) {
      const isSoon = performance.now() - startedAt < silentMs;
      if (isSoon || job.status === told || job.ended_at !== null) return;
      told = job.status;
      stderr.write(`${nounOf(job)} ${job.id} is ${job.status} (${hint})\n`);
    },
    [Symbol.dispose]: () => {},
  };
}

function openDrawnLine(stderr: NodeJS.WriteStream, hint: string): ProgressLine {
  const startedAt = performance.now();
  let latest: Job | null = null;
  let isOpen = true;
  const draw = () => {
    const elapsedMs = performance.now() - startedAt;
    if (elapsedMs < silentMs) return;
    const text = `${describe(latest)}  ${formatDuration(elapsedMs)}  (${hint})`;
    // One line only: what wraps cannot be drawn over.
    // Some terminals do not say how wide they are.
    stderr.write(`\r\x1b[2K${text.slice(0, (stderr.columns || 80) - 1)}`);
  };
  const timer = setInterval(draw, tickMs);
  return {
    show(job) {
      // How it ended is told by who waited, in the words of an ending.
      if (job.ended_at === null) latest = job;
    },
    [Symbol.dispose]() {
      if (!isOpen) return;
      isOpen = false;
      clearInterval(timer);
      stderr.write('\r\x1b[2K');
    },
  };
}

function describe(job: Job | null): string {
  if (!job) return 'waiting';
  const share = describeProgress(job);
  return share === null ? job.status : `${job.status}, ${share}`;
}
