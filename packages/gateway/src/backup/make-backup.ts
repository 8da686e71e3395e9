import { existsSync } from 'node:fs';
import { copyFile, realpath, writeFile } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join } from 'node:path';
import type { EpochStore } from '../core/ports/epoch-store.ts';
import type { Snapshots, StateSnapshot } from '../core/ports/snapshot.ts';
import { liesIn } from './lies-in.ts';
import { alongside, describeFile, filesIn, type Manifest, manifestName } from './manifest.ts';
import { syncPath } from './sync-path.ts';
import { writeAside } from './write-aside.ts';

export interface BackupParts {
  readonly dataDir: string;
  readonly dataVersion: number;
  readonly sluiceVersion: string;
  readonly epochs: EpochStore;
  /** The state as it is when this is called. */
  readonly snapshot: () => StateSnapshot;
  readonly snapshots: Snapshots;
  readonly now: () => number;
}

export type BackupMade =
  | {
      readonly kind: 'made';
      readonly directory: string;
      readonly files: number;
      readonly bytes: number;
      /** For how long commits were held back. */
      readonly heldMs: number;
    }
  | { readonly kind: 'refused'; readonly detail: string };

/**
 * Copies everything as it is at one moment, while work goes on. Commits of all databases are held
 * back, the state is looked at, the databases are copied; so no job is done in one and not in the
 * other.
 * @param wanted a place that is free
 * @param stopped breaks it off, and nothing is left of it
 * @throws the signal's reason then
 */
export async function makeBackup(
  parts: BackupParts,
  wanted: string,
  stopped: AbortSignal,
): Promise<BackupMade> {
  const place = await findPlace(parts.dataDir, wanted);
  if (place.kind === 'refused') return place;
  const { directory } = place;
  return writeAside(directory, async (aside) => {
    const { heldMs } = await copyAll(parts, aside, stopped);
    const { files } = await writeManifest(parts, aside, stopped);
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    return { kind: 'made', directory, files: files.length, bytes, heldMs: Math.round(heldMs) };
  });
}

async function findPlace(
  dataDir: string,
  wanted: string,
): Promise<{ kind: 'free'; directory: string } | { kind: 'refused'; detail: string }> {
  if (!isAbsolute(wanted)) return refused(`${wanted} is no absolute path.`);
  const parent = dirname(wanted);
  if (!existsSync(parent)) return refused(`There is no directory ${parent}; make it first.`);
  const directory = join(await realpath(parent), basename(wanted));
  if (existsSync(directory)) {
    return refused(`There is something at ${directory} already. A backup replaces nothing.`);
  }
  if (liesIn(dataDir, directory)) {
    return refused(`${directory} lies in the data directory itself; name a place beside it.`);
  }
  return { kind: 'free', directory };
}

function refused(detail: string) {
  return { kind: 'refused', detail } as const;
}

/** @returns for how long commits were held back */
async function copyAll(
  parts: BackupParts,
  aside: string,
  stopped: AbortSignal,
): Promise<{ readonly heldMs: number }> {
  await using held = await parts.snapshots.hold(stopped);
  using state = parts.snapshot();
  const copied = await held.copyTo(aside);
  await state.copyTo(join(aside, 'state.db'));
  for (const name of alongside) await copyFile(join(parts.dataDir, name), join(aside, name));
  return copied;
}

async function writeManifest(
  parts: BackupParts,
  aside: string,
  stopped: AbortSignal,
): Promise<Manifest> {
  const files = [];
  for (const path of await filesIn(aside)) {
    stopped.throwIfAborted();
    await syncPath(join(aside, path));
    files.push(await describeFile(aside, path, stopped));
  }
  const manifest: Manifest = {
    format: 1,
    data_version: parts.dataVersion,
    sluice: parts.sluiceVersion,
    made_at: new Date(parts.now()).toISOString(),
    epoch: await parts.epochs.current(),
    files,
  };
  const path = join(aside, manifestName);
  await writeFile(path, `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 });
  await syncPath(path);
  await syncPath(aside);
  return manifest;
}
