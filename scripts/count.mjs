/** @typedef {{ passed: number, failed: number, skipped: number }} Count */

/**
 * @param {...Count} counts
 * @returns {Count}
 */
export function addCounts(...counts) {
  const sum = (key) => counts.reduce((total, count) => total + count[key], 0);
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
}

/** The plain closing line: nothing may be printed after it. */
export function countLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
