/**
 * The last line that a program printed.
 * @param {{ output: string }} run
 */
export function lastLine({ output }) {
  return output.trim().split('\n').at(-1) ?? '';
}
