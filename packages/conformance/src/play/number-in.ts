import type { Row } from '../doors/door.ts';
import { NotApplicable } from './verdict.ts';

/** The last whole number of an answer: a shell prints more than was asked for ("res0: Int = 42"). */
export function numberIn(rows: readonly Row[]): number {
  const text = rows.flat().map(String).join(' ');
  const last = text.match(/-?\d+(?=\D*$)/);
  if (!last) throw new NotApplicable(`the workload's code answered without a number: "${text}"`);
  return Number(last[0]);
}
