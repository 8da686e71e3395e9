import { totalmem } from 'node:os';
import { constrainedMemory } from 'node:process';

/** The bytes that this process and its children may use: the machine's, or less in a container. */
export function machineMemory(): number {
  const constrained = constrainedMemory();
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}
