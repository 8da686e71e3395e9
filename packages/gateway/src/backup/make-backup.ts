import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, sep } from 'node:path';
import type { EpochStore } from '../core/ports/epoch-store.ts';
import type { Snapshots, StateSnapshot } from '../core/ports/snapshot.ts';
import { describeFile, filesIn, type Manifest, manifestName } from './manifest.ts';
import { syncPath } from './sync-path.ts';

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

/** They belong to any copy of the data directory; a copy without them is worth nothing. */
const alongside = ['secret.key', 'credential.json', 'version.json'];

/**
 * Copies everything as it is at one moment, while work goes on. Commits of all databases are held
 * back, the state is looked at, the databases are copied; so no job is done in one and not in the
 * other. It is written aside and renamed when it is whole.
 * @param wanted a place that is free
 */
export async function makeBackup(parts: BackupParts, wanted: string): Promise<BackupMade> {
  const place = await findPlace(parts.dataDir, wanted);
  if (place.kind === 'refused') return place;
  const { directory } = place;
  await removePartial(directory);
  const aside = join(dirname(directory), `${partialPrefix(directory)}${randomUUID()}.partial`);
  await mkdir(aside, { mode: 0o700 });
  try {
    const heldMs = await copyAll(parts, aside);
    const manifest = await writeManifest(parts, aside);
    // An empty directory in its place, made by hand, is one that is meant.
    await rename(aside, directory);
    await syncPath(dirname(directory));
    const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
    return { kind: 'made', directory, files: manifest.files.length, bytes, heldMs };
  } catch (error) {
    await rm(aside, { recursive: true, force: true });
    throw error;
  }
}

/** What an earlier try left whose gateway was killed. */
async function removePartial(directory: string): Promise<void> {
  const parent = dirname(directory);
  for (const name of await readdir(parent)) {
    if (!name.startsWith(partialPrefix(directory)) || !name.endsWith('.partial')) continue;
    await rm(join(parent, name), { recursive: true, force: true });
  }
}

function partialPrefix(directory: string): string {
  return `.${basename(directory)}.`;
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
  if (`${directory}${sep}`.startsWith(`${dataDir}${sep}`)) {
    return refused(`${directory} lies in the data directory itself; name a place beside it.`);
  }
  return { kind: 'free', directory };
}

function refused(detail: string) {
  return { kind: 'refused', detail } as const;
}

/** @returns for how long commits were held back */
async function copyAll(parts: BackupParts, aside: string): Promise<number> {
  const from = performance.now();
  await using held = await parts.snapshots.hold();
  using state = parts.snapshot();
  await held.copyTo(aside);
  const heldMs = Math.round(performance.now() - from);
  await state.copyTo(join(aside, 'state.db'));
  for (const name of alongside) await copyFile(join(parts.dataDir, name), join(aside, name));
  return heldMs;
}

async function writeManifest(parts: BackupParts, aside: string): Promise<Manifest> {
  const files = [];
  for (const path of await filesIn(aside)) {
    await syncPath(join(aside, path));
    files.push(await describeFile(aside, path));
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
