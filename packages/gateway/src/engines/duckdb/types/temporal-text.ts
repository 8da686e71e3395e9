/** What DuckDB stores for `infinity` in a DATE, in days. */
const infiniteDays = 2 ** 31 - 1;
/** What it stores for `infinity` in a timestamp of any unit. */
const infiniteUnits = 2n ** 63n - 1n;
const secondsPerDay = 86_400;
/** After so many days the calendar repeats, which keeps what JavaScript's Date is asked in its range. */
const daysPerCycle = 146_097;
const yearsPerCycle = 400;

/** A timestamp counts one of these since 1970: how many make a second. */
export type UnitsPerSecond = 1 | 1_000 | 1_000_000 | 1_000_000_000;

/** A DATE as DuckDB writes it: `2024-02-29`, `0044-03-15 (BC)`, `-infinity`. */
export function dateText(daysSince1970: number): string {
  if (daysSince1970 === infiniteDays) return 'infinity';
  if (daysSince1970 === -infiniteDays) return '-infinity';
  const cycles = Math.floor(daysSince1970 / daysPerCycle);
  const date = new Date((daysSince1970 - cycles * daysPerCycle) * secondsPerDay * 1_000);
  const year = date.getUTCFullYear() + cycles * yearsPerCycle;
  const monthAndDay = `${twoDigits(date.getUTCMonth() + 1)}-${twoDigits(date.getUTCDate())}`;
  // There is no year 0: the year before 1 is 1 BC.
  return year > 0
    ? `${fourDigits(year)}-${monthAndDay}`
    : `${fourDigits(1 - year)}-${monthAndDay} (BC)`;
}

/** A TIMESTAMP of any unit as DuckDB writes it: `2024-02-29 12:00:00.5`, `infinity`. */
export function timestampText(unitsSince1970: bigint, unitsPerSecond: UnitsPerSecond): string {
  if (unitsSince1970 === infiniteUnits) return 'infinity';
  if (unitsSince1970 === -infiniteUnits) return '-infinity';
  const unitsPerDay = BigInt(secondsPerDay * unitsPerSecond);
  const inDay = ((unitsSince1970 % unitsPerDay) + unitsPerDay) % unitsPerDay;
  const days = (unitsSince1970 - inDay) / unitsPerDay;
  return `${dateText(Number(days))} ${timeText(Number(inDay), unitsPerSecond)}`;
}

/** A TIMESTAMP WITH TIME ZONE, always in UTC, whatever the zone of this process is. */
export function timestampInUtcText(microsSince1970: bigint): string {
  const text = timestampText(microsSince1970, 1_000_000);
  return text.endsWith('infinity') ? text : `${text}+00`;
}

function timeText(units: number, unitsPerSecond: UnitsPerSecond): string {
  const seconds = Math.floor(units / unitsPerSecond);
  const clock = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  const text = clock.map(twoDigits).join(':');
  const fraction = units % unitsPerSecond;
  if (fraction === 0) return text;
  // The leading 1 keeps the zeros after the point.
  return `${text}.${String(unitsPerSecond + fraction).slice(1)}`.replace(/0+$/, '');
}

function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}

function fourDigits(value: number): string {
  return String(value).padStart(4, '0');
}
