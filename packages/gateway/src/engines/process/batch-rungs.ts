import { appendFileSync, readFileSync } from 'node:fs';

export type BatchRung = 'terminate' | 'kill';

/** A rung that a gateway was about to take. */
export interface RungNote {
  readonly rung: BatchRung;
  /** Milliseconds since the epoch: for people, since somebody may set that clock. */
  readonly at: number;
  /** Milliseconds since the machine was started, for what is left of a grace. */
  readonly uptimeMs: number;
}

/** Each rung is noted once, when it is first taken. */
export function addRung(file: string, { rung, at, uptimeMs }: RungNote): void {
  if (readRungs(file).some((noted) => noted.rung === rung)) return;
  appendFileSync(file, `${rung} ${at} ${uptimeMs}\n`, { mode: 0o600 });
}

/** @returns none where there is no file; a line that was cut off counts as not written */
export function readRungs(file: string): readonly RungNote[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return [];
  }
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      const [rung, at, uptimeMs] = line.split(' ');
      return { rung: rung as BatchRung, at: Number(at), uptimeMs: Number(uptimeMs) };
    });
}
