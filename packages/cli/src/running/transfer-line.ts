import { formatBytes } from '../output/format-bytes.ts';
import type { SluiceContext } from '../sluice-context.ts';

/** Shows how far a file has come, on a terminal; elsewhere nothing. */
export interface TransferLine extends Disposable {
  show(bytes: number): void;
}

const drawEveryMs = 100;

/** @param total null where nobody knows it */
export function openTransferLine(
  { process }: SluiceContext,
  isQuiet: boolean,
  total: number | null,
): TransferLine {
  const { stderr, env } = process;
  if (isQuiet || !stderr.isTTY || env['TERM'] === 'dumb') {
    return { show: () => {}, [Symbol.dispose]: () => {} };
  }
  let drawnAt = Number.NEGATIVE_INFINITY;
  return {
    show(bytes) {
      if (performance.now() - drawnAt < drawEveryMs) return;
      drawnAt = performance.now();
      const of = total === null ? '' : ` of ${formatBytes(total)}`;
      stderr.write(`\r\x1b[2K${formatBytes(bytes)}${of}`);
    },
    [Symbol.dispose]: () => void stderr.write('\r\x1b[2K'),
  };
}
