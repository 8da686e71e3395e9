import { constants } from 'node:os';

/**
 * What a shell would report for a process that ended so.
 * @param {number | null} code
 * @param {string | null} signal
 */
export function exitCode(code, signal) {
  return signal === null ? (code ?? 1) : 128 + (constants.signals[signal] ?? 0);
}
