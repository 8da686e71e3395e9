import { reservedLines, writeReserved } from '../reserved-file.ts';

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
  const noted = reservedLines(file);
  if (noted.some((line) => line.startsWith(`${rung} `))) return;
  writeReserved(file, [...noted, `${rung} ${at} ${uptimeMs}`, ''].join('\n'));
}

export function readRungs(file: string): readonly RungNote[] {
  return reservedLines(file).map((line) => {
    const [rung, at, uptimeMs] = line.split(' ');
    return { rung: rung as BatchRung, at: Number(at), uptimeMs: Number(uptimeMs) };
  });
}
