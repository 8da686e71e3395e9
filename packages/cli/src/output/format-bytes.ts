const units = ['B', 'kB', 'MB', 'GB', 'TB'];

/** A size for a person, with three digits: `1.23 GB`. Units count by thousands, as quotas do. */
export function formatBytes(bytes: number): string {
  let amount = bytes;
  let unit = 0;
  while (amount >= 999.5 && unit < units.length - 1) {
    amount /= 1_000;
    unit += 1;
  }
  const digits = unit === 0 || amount >= 99.95 ? 0 : amount >= 9.995 ? 1 : 2;
  return `${amount.toFixed(digits)} ${units[unit]}`;
}
