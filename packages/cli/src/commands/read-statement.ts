import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { SourceFlags } from '../flags/statement-flags.ts';
import { unreadable } from '../running/unreadable.ts';
import type { SluiceContext } from '../sluice-context.ts';
import { UsageError } from '../usage-error.ts';

/** The statement that `-c`, `-f` or standard input gives. */
export async function readStatement(
  context: SluiceContext,
  { command, file }: SourceFlags,
  source: string | undefined,
): Promise<string> {
  const given = [command, file, source].filter((way) => way !== undefined);
  if (given.length > 1) throw new UsageError('give one of -c TEXT, -f FILE and -');
  if (source !== undefined && source !== '-') {
    throw new UsageError('the statement comes with -c TEXT, with -f FILE, or with - from stdin');
  }
  if (command !== undefined) return demandText(command, '-c');
  if (file !== undefined && file !== '-') return readText(resolve(context.workingDirectory, file));
  if (given.length === 0 && context.stdin.isTTY) {
    throw new UsageError('there is no statement: give one with -c TEXT, -f FILE, or - for stdin');
  }
  return toText(await buffer(context.stdin), 'standard input');
}

function readText(file: string): string {
  try {
    return toText(readFileSync(file), file);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw unreadable(file, error);
  }
}

function toText(bytes: Buffer, source: string): string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UsageError(`${source} is not UTF-8 text`);
  }
  return demandText(text, source);
}

function demandText(text: string, source: string): string {
  if (text.trim() !== '') return text;
  throw new UsageError(`there is no statement: ${source} is empty`);
}
