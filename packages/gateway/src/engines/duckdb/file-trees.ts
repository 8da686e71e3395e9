import { constants, existsSync } from 'node:fs';
import { copyFile, link, mkdir, opendir } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Gives every file of a directory a second name in another one, on the same disk: that takes no room
 * and no time to speak of. A link is passed over: what it names is not ours.
 * @param wants whether an entry of the directory itself is taken along
 */
export async function linkTree(
  from: string,
  to: string,
  wants: (name: string) => boolean,
): Promise<void> {
  await eachFile(from, to, wants, link);
}

/** Copies every file of a directory, sharing the blocks where the file system can. */
export async function copyTree(from: string, to: string): Promise<void> {
  await eachFile(from, to, () => true, copy);
}

function copy(file: string, place: string): Promise<void> {
  return copyFile(file, place, constants.COPYFILE_FICLONE);
}

async function eachFile(
  from: string,
  to: string,
  wants: (name: string) => boolean,
  act: (file: string, place: string) => Promise<void>,
): Promise<void> {
  if (!existsSync(from)) return;
  await mkdir(to, { recursive: true, mode: 0o700 });
  for await (const entry of await opendir(from)) {
    if (!wants(entry.name)) continue;
    const [file, place] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await eachFile(file, place, () => true, act);
    else if (entry.isFile()) await act(file, place);
  }
}
