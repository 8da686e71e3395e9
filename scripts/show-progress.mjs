/**
 * Says what takes a while, on a terminal with the seconds that it has taken.
 * @param {string} what
 * @returns {() => void} ends the line
 */
export function showProgress(what) {
  const startedAt = Date.now();
  const seconds = () => `${Math.round((Date.now() - startedAt) / 1_000)} s`;
  const { isTTY } = process.stderr;
  process.stderr.write(`sluice: ${what} ...${isTTY ? '' : '\n'}`);
  if (!isTTY) return () => {};
  const timer = setInterval(
    () => process.stderr.write(`\rsluice: ${what} ... ${seconds()}`),
    1_000,
  ).unref();
  return () => {
    clearInterval(timer);
    process.stderr.write('\n');
  };
}
