import { closeSync, openSync, rmSync } from 'node:fs';
import type { SluiceContext } from '../sluice-context.ts';
import { findPlace } from './find-place.ts';
import { partOf } from './part-of.ts';
import { unwritable } from './unwritable.ts';

/**
 * Sees to it that a file can be written there, before the gateway is asked for anything: makes one beside the place,
 * and takes it away. `-` is standard output.
 * @throws UsageError that says why not, and what to do
 */
export function demandPlace(context: SluiceContext, target: string): void {
  if (target === '-') return;
  const part = partOf(findPlace(context, target));
  try {
    closeSync(openSync(part, 'wx'));
    rmSync(part);
  } catch (error) {
    throw unwritable(target, error);
  }
}
