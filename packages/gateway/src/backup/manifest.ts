import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Static, Type } from 'typebox';

export const manifestName = 'manifest.json';

/** What a backup is made of. It is written last: a directory without it is no backup. */
export const Manifest = Type.Object({
  /** Of the manifest itself. */
  format: Type.Literal(1),
  /** Of the data directory that was copied. */
  data_version: Type.Integer({ minimum: 1 }),
  /** Which Sluice made it. */
  sluice: Type.String(),
  made_at: Type.String(),
  /** The epoch of the state that was copied. */
  epoch: Type.String(),
  files: Type.Array(
    Type.Object({
      /** Relative to the backup, with `/`. */
      path: Type.String({ pattern: '^(?!.*(?:^|/)\\.\\.?(?:/|$))[^/\\0].*$' }),
      bytes: Type.Integer({ minimum: 0 }),
      sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
    }),
  ),
});
export type Manifest = Static<typeof Manifest>;
export type ManifestFile = Manifest['files'][number];

/** They belong to any copy of the data directory; a copy without them is worth nothing. */
export const alongside = ['secret.key', 'credential.json', 'version.json'];

/** There is a link, a pipe or the like where only files and directories belong. */
export class NoFileError extends Error {
  override readonly name = 'NoFileError';

  constructor(path: string) {
    super(`${path} is neither a file nor a directory`);
  }
}

/**
 * Every file under a directory, by its path in it, in order.
 * @throws NoFileError when there is something that is neither a file nor a directory
 */
export async function filesIn(directory: string, under = ''): Promise<string[]> {
  const found: string[] = [];
  for await (const { name } of await opendir(join(directory, under))) {
    const path = under === '' ? name : `${under}/${name}`;
    const stat = await lstat(join(directory, path));
    if (stat.isDirectory()) found.push(...(await filesIn(directory, path)));
    else if (stat.isFile()) found.push(path);
    else throw new NoFileError(path);
  }
  return found.sort();
}

/** @throws when the signal comes first */
export async function describeFile(
  directory: string,
  path: string,
  stopped: AbortSignal,
): Promise<ManifestFile> {
  const hash = createHash('sha256');
  let bytes = 0;
  const count = async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) {
      hash.update(chunk);
      bytes += chunk.length;
    }
  };
  await pipeline(createReadStream(join(directory, path)), count, { signal: stopped });
  return { path, bytes, sha256: hash.digest('hex') };
}
