import { createHash } from 'node:crypto';
import { constants, createReadStream, openAsBlob } from 'node:fs';
import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { buildCommand } from '../../build-command.ts';
import { connect } from '../../connect.ts';
import { type CallFlags, callFlags } from '../../flags/common-flags.ts';
import { exitCodes } from '../../exit-codes.ts';
import { type FilePath, parseOneFile, showFilePath } from '../../flags/file-path.ts';
import { formatBytes } from '../../output/format-bytes.ts';
import { listenForInterrupts } from '../../running/interrupts.ts';
import { notesFor } from '../../running/notes.ts';
import { openTransferLine } from '../../running/transfer-line.ts';
import type { SluiceContext } from '../../sluice-context.ts';
import { unreadable } from '../../running/unreadable.ts';

interface FilesPutFlags extends CallFlags {}

export const filesPutCommand = buildCommand<
  FilesPutFlags,
  [source: string, target: FilePath],
  SluiceContext
>({
  func(flags, source, target) {
    return putFile(this, flags, source, target);
  },
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [
        { parse: String, placeholder: 'file', brief: 'the file to send; - for standard input' },
        { parse: parseOneFile, placeholder: 'obs://bucket/key', brief: 'where it goes' },
      ],
    },
    flags: { ...callFlags },
    aliases: { q: 'quiet' },
  },
  docs: {
    brief: 'Put a file into a bucket, in the place of one that is there',
    fullDescription:
      'It is there when it is whole. What is larger than 8 MB goes in parts: after a Ctrl-C or a break the same command ' +
      'goes on with what has come, which is kept for a day.',
  },
});

async function putFile(
  context: SluiceContext,
  flags: FilesPutFlags,
  source: string,
  target: FilePath,
): Promise<void> {
  const { files } = connect(context, flags);
  using interrupts = listenForInterrupts(context.signals);
  const signal = interrupts.first;
  const notes = notesFor(context, flags.quiet);
  const { bucket, key } = target;
  // Only what goes in parts is told as it comes.
  let isInParts = false;
  try {
    const { content, sha256 } = await openSource(context, source, signal);
    using line = openTransferLine(
      context,
      flags.quiet,
      content instanceof Blob ? content.size : null,
    );
    const onProgress = (bytes: number) => {
      isInParts = true;
      line.show(bytes);
    };
    const options = {
      ...(sha256 !== undefined && { sha256 }),
      timeoutMs: flags.timeout,
      signal,
      onProgress,
    };
    const { size } = await files.put(bucket, key, content, options);
    notes.remark(`${showFilePath(target)}: ${formatBytes(size)}`);
  } catch (error) {
    if (!signal.aborted) throw error;
    // What may still be typed, or come by a pipe, is not waited for.
    if (source === '-') context.stdin.destroy();
    const left = isInParts
      ? 'What had come is kept for a day, and counts for bucket_bytes. To go on, give the command again'
      : 'Nothing of it is kept. To begin anew, give the command again';
    notes.say(`stopped: ${showFilePath(target)} was not written. ${left}`);
    context.process.exitCode = exitCodes.interrupted;
  }
}

interface Source {
  readonly content: Blob | ReadableStream<Uint8Array>;
  readonly sha256?: string;
}

async function openSource(
  { stdin, workingDirectory }: SluiceContext,
  source: string,
  signal: AbortSignal,
): Promise<Source> {
  if (source === '-') return { content: Readable.toWeb(stdin) as ReadableStream<Uint8Array> };
  return openFile(resolve(workingDirectory, source), signal);
}

/** Read once for its digest, and once more when it is sent. */
async function openFile(path: string, signal: AbortSignal): Promise<Source> {
  try {
    // Of a file that is not there a Blob says only that it cannot be opened.
    await access(path, constants.R_OK);
    const content = await openAsBlob(path);
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(path, { signal })) hash.update(chunk as Buffer);
    return { content, sha256: hash.digest('hex') };
  } catch (error) {
    throw unreadable(path, error);
  }
}
