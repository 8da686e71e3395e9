import type { Report } from '../play/run-cases.ts';

/** The whole report as one JSON text. */
export function jsonReport({ results, figures }: Report): string {
  const { honesty, tAckMs, tFreedMs, orphansPer100, collateralPer100 } = figures;
  return `${JSON.stringify(
    {
      cases: results,
      figures: {
        honesty,
        t_ack_ms: tAckMs,
        t_freed_ms: tFreedMs,
        orphans_per_100: orphansPer100,
        collateral_per_100: collateralPer100,
      },
    },
    null,
    2,
  )}\n`;
}
