import { randomBytes } from 'node:crypto';
import type { Write } from '../workload/workload.ts';
import type { Stage } from './stage.ts';
import { NotApplicable } from './verdict.ts';

/** A write of the workload with a name of its own. */
export interface NamedWrite {
  readonly code: string;
  /** How much of it is there. */
  readonly count: () => Promise<number>;
}

/**
 * Gives a write a name and prepares it.
 * @throws NotApplicable when it cannot be prepared
 */
export async function prepareWrite(stage: Stage, write: Write): Promise<NamedWrite> {
  const name = `conformance_${randomBytes(6).toString('hex')}`;
  const named = (code: string) => code.replaceAll('{name}', name);
  const lane = await stage.looker();
  if (write.prepare !== undefined) {
    const { status, word, message } = await stage.run(lane, named(write.prepare));
    if (status !== 'succeeded') {
      throw new NotApplicable(`the workload's "${write.prepare}" ended ${word}: ${message}`);
    }
  }
  if (write.remove !== undefined) stage.removeBy(named(write.remove));
  return { code: named(write.code), count: () => stage.number(lane, named(write.count)) };
}
