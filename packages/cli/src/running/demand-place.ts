import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { SluiceContext } from '../sluice-context.ts';
import { UsageError } from '../usage-error.ts';

/**
 * Looks whether a file can be written there, before the gateway is asked for anything. `-` is standard output.
 * @throws UsageError that says why not, and what to do
 */
export function demandPlace({ workingDirectory }: SluiceContext, target: string): void {
  const complaint = target === '-' ? null : complaintOf(resolve(workingDirectory, target));
  if (complaint !== null) throw new UsageError(`cannot write ${target}: ${complaint}`);
}

function complaintOf(path: string): string | null {
  const directory = dirname(path);
  switch (kindOf(directory)) {
    case 'nothing':
      return `there is no directory ${directory}; make it first: mkdir -p ${directory}`;
    case 'file':
    case 'device':
      return `${directory} is no directory`;
    case 'directory':
  }
  switch (kindOf(path)) {
    case 'directory':
      return 'it is a directory; name a file in it';
    // What is put in its place would take it away.
    case 'device':
      return 'it is no plain file; - is standard output';
    case 'file':
    case 'nothing':
      return null;
  }
}

function kindOf(path: string): 'file' | 'directory' | 'device' | 'nothing' {
  try {
    const found = statSync(path);
    if (found.isDirectory()) return 'directory';
    return found.isFile() ? 'file' : 'device';
  } catch {
    return 'nothing';
  }
}
