import { UsageError } from '../usage-error.ts';

const unitsMs: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** Reads `500ms`, `5s`, `1.5m`, `2h`; a bare number is seconds. Milliseconds come out. */
export function parseDuration(text: string): number {
  const [, number, unit = 's'] = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text) ?? [];
  const unitMs = unitsMs[unit];
  if (number === undefined || unitMs === undefined) {
    throw new UsageError(`"${text}" is no duration: write 500ms, 5s, 2m or 1h`);
  }
  return Math.round(Number(number) * unitMs);
}

/** As it is read again, in the largest unit of which it is a whole number. */
export function showDuration(ms: number): string {
  const units = Object.entries(unitsMs).toReversed();
  const [unit, unitMs] = units.find(([, size]) => ms >= size && ms % size === 0) ?? ['ms', 1];
  return `${ms / unitMs}${unit}`;
}
