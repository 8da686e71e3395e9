import { lstatSync, rmSync } from 'node:fs';

/** Removes a file or directory and what an engine leaves beside a file of its own. */
export function removePath(path: string): void {
  for (const part of [path, `${path}.wal`, `${path}.tmp`]) {
    rmSync(part, { recursive: true, force: true });
  }
}

/** Looks whether the path is gone, and says what was read. */
export function isPathGone(path: string): { readonly isGone: boolean; readonly read: string } {
  try {
    const { size } = lstatSync(path);
    return { isGone: false, read: `${path}: still there, ${size} bytes` };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return { isGone: code === 'ENOENT', read: `${path}: ${code}` };
  }
}
