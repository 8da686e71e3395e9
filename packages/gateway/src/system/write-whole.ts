import { chmodSync, renameSync, writeFileSync } from 'node:fs';

/** Writes a file whole or not at all, for its owner alone. It is written beside its place first. */
export function writeWhole(path: string, text: string): void {
  const aside = `${path}.new`;
  writeFileSync(aside, text, { mode: 0o600 });
  // One that a killed process left keeps the mode that it had.
  chmodSync(aside, 0o600);
  renameSync(aside, path);
}
