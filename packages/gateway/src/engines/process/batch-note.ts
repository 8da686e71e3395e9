import { readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';

const identity = Type.Object({
  pid: Type.Integer({ minimum: 1 }),
  startTime: Type.String({ minLength: 1 }),
});

const schema = Type.Object({
  version: Type.Literal(1),
  /** Pids and start times say nothing after the machine was started anew. */
  bootId: Type.String(),
  /** What waits for `init` and takes it along when it ends; `init` itself where there is no namespace. */
  supervisor: identity,
  init: identity,
  /** Whether it has a process namespace of its own, of which `init` is the first. */
  isApart: Type.Boolean(),
  /** Whether `init` adopts what loses its parent. */
  adopts: Type.Optional(Type.Boolean()),
  /** The user that the batch runs as, where it has one of its own. */
  uid: Type.Union([Type.Integer(), Type.Null()]),
});

/** Which processes a batch is: on disk before its program begins (I7). */
export type BatchNote = Static<typeof schema>;

/** @returns null when there is none; one that cannot be read counts as none */
export function readBatchNote(file: string): BatchNote | null {
  try {
    const found: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return Value.Check(schema, found) ? found : null;
  } catch {
    return null;
  }
}

/**
 * It need not survive the machine's end, since no batch does.
 * @throws when there is one: another gateway has begun the batch
 */
export async function writeBatchNote(path: string, note: BatchNote): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(JSON.stringify(note));
  } finally {
    await file.close();
  }
}

/** Of this start of the machine. */
export function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}
