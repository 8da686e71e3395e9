import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { reservedLines, writeReserved } from '../reserved-file.ts';

/** A process that was seen: pid, start time, name, the last signal that it was told, and when it was last seen. */
const schema = Type.Tuple([
  Type.Integer({ minimum: 1 }),
  Type.String({ minLength: 1 }),
  Type.String(),
  Type.Union([Type.Literal('SIGTERM'), Type.Literal('SIGKILL'), Type.Null()]),
  Type.Number(),
]);

export type SeenLine = Static<typeof schema>;

/** Of some thousand processes, whose names have at most 15 characters. */
export const seenBytes = 64 * 1024;

/** A line that another was written over in part counts as not written. */
export function readSeen(file: string): readonly SeenLine[] {
  return reservedLines(file)
    .map(parse)
    .filter((line) => line !== null);
}

/** Needs no room of the disk; what goes past that which was reserved is not kept. */
export function writeSeen(file: string, seen: readonly SeenLine[]): void {
  let text = '';
  for (const line of seen) {
    const next = `${text}${JSON.stringify(line)}\n`;
    if (Buffer.byteLength(next) > seenBytes) break;
    text = next;
  }
  writeReserved(file, text);
}

function parse(line: string): SeenLine | null {
  try {
    const found: unknown = JSON.parse(line);
    return Value.Check(schema, found) ? found : null;
  } catch {
    return null;
  }
}
