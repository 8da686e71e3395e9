import type { CancelIntent } from './cancel-intent.ts';
import type { Program } from './program.ts';

/** How long a batch has to end by itself, in milliseconds: what its cancel says, else its submit. */
export function graceOf(program: Program, intent: Pick<CancelIntent, 'graceMs'> | null): number {
  return intent?.graceMs ?? program.graceMs;
}

/**
 * The first wish, with the grace of a later one where that is shorter.
 * @param program null for what is no batch, which has no grace
 * @returns null where it is not shorter
 */
export function withShorterGrace(
  program: Program | null,
  first: CancelIntent,
  later: Pick<CancelIntent, 'graceMs'>,
): CancelIntent | null {
  if (!program) return null;
  const graceMs = graceOf(program, later);
  return graceMs < graceOf(program, first) ? { ...first, graceMs } : null;
}
