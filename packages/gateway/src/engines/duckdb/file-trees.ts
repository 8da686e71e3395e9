import { link, mkdir, opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { copyUntil } from './copy-until.ts';
import { ifThere } from './if-there.ts';

/**
 * Gives every file of a directory a second name in another one, on the same disk: that takes no room
 * and no time to speak of. A link is passed over: what it names is not ours. So is what goes away
 * meanwhile: work goes on.
 * @param wants whether an entry of the directory itself is taken along
 */
export async function linkTree(
  from: string,
  to: string,
  wants: (name: string) => boolean,
): Promise<void> {
  await eachFile(from, to, wants, (file, place) => ifThere(link(file, place)));
}

/**
 * Copies every file of a directory, sharing the blocks where the file system can.
 * @throws when the signal comes first
 */
export async function copyTree(from: string, to: string, stopped: AbortSignal): Promise<void> {
  const copy = (file: string, place: string) => copyUntil(stopped, file, place);
  await eachFile(from, to, () => true, copy);
}

async function eachFile(
  from: string,
  to: string,
  wants: (name: string) => boolean,
  act: (file: string, place: string) => Promise<unknown>,
): Promise<void> {
  const entries = await ifThere(opendir(from));
  if (!entries) return;
  await mkdir(to, { recursive: true, mode: 0o700 });
  for await (const entry of entries) {
    if (!wants(entry.name)) continue;
    const [file, place] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await eachFile(file, place, () => true, act);
    else if (entry.isFile()) await act(file, place);
  }
}
