import type { Report } from '../play/run-cases.ts';
import type { Figures, Quantiles } from '../play/tally.ts';
import type { CaseResult } from '../play/verdict.ts';

const caseWidth = 5;
const verdictWidth = 15;
const surfaceWidth = 11;

/** The line of one case, with its title and what was seen below it. */
export function caseLines({ case: number, on, verdict, title, evidence }: CaseResult): string {
  const head =
    String(number)
      .padStart(caseWidth - 2)
      .padEnd(caseWidth) +
    verdict.padEnd(verdictWidth) +
    (on ?? '').padEnd(surfaceWidth) +
    title;
  const indent = ' '.repeat(caseWidth + verdictWidth + surfaceWidth);
  const seen = evidence.map((line) => `${indent}· ${printable(line)}`);
  return `${[head, ...seen].join('\n')}\n`;
}

export const tableHead = `${'case'.padEnd(caseWidth)}${'verdict'.padEnd(verdictWidth)}${'on'.padEnd(
  surfaceWidth,
)}what must hold, and what was seen\n`;

/** The figures that sum the run up. */
export function figureLines({ results, figures }: Report): string {
  const count = (verdict: CaseResult['verdict']) =>
    results.filter((result) => result.verdict === verdict).length;
  const lines = [
    [
      'cases',
      `${count('held')} held, ${count('not held')} not held, ` +
        `${count('not applicable')} not applicable`,
    ],
    ['honesty', honestyText(figures)],
    ['t_ack', quantilesText(figures.tAckMs)],
    ['t_freed', quantilesText(figures.tFreedMs)],
    ['orphans', per100Text(figures.orphansPer100)],
    ['collateral', per100Text(figures.collateralPer100)],
  ] as const;
  return `\n${lines.map(([name, value]) => `${name.padEnd(12)}${value}\n`).join('')}`;
}

function honestyText({ honesty }: Figures): string {
  if (honesty.said === 0) return 'no cancel was answered with success';
  return `"cancelled" was said ${honesty.said} times, and true ${honesty.true} times`;
}

function quantilesText(values: Quantiles | null): string {
  if (!values) return 'not seen';
  return `p50 ${values.p50} ms, p95 ${values.p95} ms, at most ${values.max} ms`;
}

function per100Text(value: number | null): string {
  return value === null ? 'not seen' : `${Math.round(value * 10) / 10} per 100 cancels`;
}

/** What a server said may hold anything. */
function printable(line: string): string {
  return line.replaceAll(/[\p{Cc}\p{Cf}]/gu, ' ');
}
