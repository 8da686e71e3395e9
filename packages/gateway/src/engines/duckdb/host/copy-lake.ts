import { copyDatabase } from '../copy-database.ts';
import type { CommitGate } from './commit-gate.ts';

/**
 * Copies the database while its gate is held: what lies there is what a kill at this moment would
 * leave, and a copy is opened as that would be. Whoever holds the gate goes on to say so meanwhile.
 * @throws when the hold ran out before the copy was done: it may be of two moments
 */
export async function copyLake(gate: CommitGate, databaseFile: string, to: string): Promise<void> {
  if (!gate.isHeld) throw new Error('the hold of the database ran out before it was copied');
  await copyDatabase(databaseFile, to);
  if (!gate.isHeld) throw new Error('the hold of the database ran out while it was copied');
}
