import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';

const schema = Type.Object({
  version: Type.Literal(1),
  /** Of the gateway that started or adopted the host last. */
  leaseToken: Type.Integer({ minimum: 0 }),
  /** Names the host's socket, and stands in its command line. */
  instance: Type.String({ pattern: '^[0-9a-f]{12}$' }),
  /** What it may take altogether. */
  memoryBytes: Type.Integer({ minimum: 0 }),
  /** Null: it was about to be started. */
  process: Type.Union([
    Type.Null(),
    Type.Object({ pid: Type.Integer({ minimum: 1 }), startTime: Type.String({ minLength: 1 }) }),
  ]),
});

/**
 * The note beside a database that says which process holds it, written before that is born (I7). It
 * outlives its host, since its lease token is what keeps a gateway that was followed from coming back.
 */
export type HostRecord = Static<typeof schema>;

/** @returns null when there is none; one that cannot be read counts as none */
export function readHostRecord(file: string): HostRecord | null {
  try {
    const found: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return Value.Check(schema, found) ? found : null;
  } catch {
    return null;
  }
}

/** Whole or not at all. It need not survive the machine's end, since no host does. */
export function writeHostRecord(file: string, record: HostRecord): void {
  const aside = `${file}.new`;
  writeFileSync(aside, JSON.stringify(record), { mode: 0o600 });
  renameSync(aside, file);
}

/** Whether a later gateway has taken over what this record is about. */
export function isTakenOver(file: string, leaseToken: number): boolean {
  return (readHostRecord(file)?.leaseToken ?? 0) > leaseToken;
}
