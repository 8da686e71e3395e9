import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';

/** In bytes; there may be one complaint for each file. */
const mostComplaints = 64 * 1024 * 1024;

/**
 * Removes a directory in which programs have made what they liked. Another batch may hold it open and put links in
 * the place of directories meanwhile: rm(1) goes from one directory to the next by descriptors and follows none,
 * as a walk by paths would. So it also comes to directories so deep that no path leads to them.
 */
export async function removeWork(workDir: string): Promise<void> {
  if (!existsSync(workDir)) return;
  try {
    await run('rm', ['-rf', '--', workDir]);
  } catch {
    // Its program took every right away from a directory of its own, and we are the same user.
    await run('chmod', ['-R', 'u+rwX', '--', workDir]).catch(() => {});
    await run('rm', ['-rf', '--', workDir]);
  }
}

async function run(program: string, args: readonly string[]): Promise<void> {
  await promisify(execFile)(program, [...args], { maxBuffer: mostComplaints });
}
