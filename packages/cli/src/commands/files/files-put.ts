import { createHash } from 'node:crypto';
import { constants, createReadStream, openAsBlob } from 'node:fs';
import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { buildCommand } from '../../build-command.ts';
import { connect } from '../../connect.ts';
import { type CallFlags, callFlags } from '../../flags/common-flags.ts';
import { type FilePath, parseOneFile, showFilePath } from '../../flags/file-path.ts';
import { formatBytes } from '../../output/format-bytes.ts';
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
  docs: { brief: 'Put a file into a bucket, in the place of one that is there' },
});

async function putFile(
  context: SluiceContext,
  flags: FilesPutFlags,
  source: string,
  target: FilePath,
): Promise<void> {
  const { timeout: timeoutMs } = flags;
  const { files } = connect(context, flags);
  const { bucket, key } = target;
  let size: number;
  if (source === '-') {
    const content = Readable.toWeb(context.stdin) as ReadableStream<Uint8Array>;
    ({ size } = await files.put(bucket, key, content, { timeoutMs }));
  } else {
    const { content, sha256 } = await openFile(resolve(context.workingDirectory, source));
    using line = openTransferLine(context, flags.quiet, content.size);
    const onProgress = (bytes: number) => line.show(bytes);
    ({ size } = await files.put(bucket, key, content, { sha256, timeoutMs, onProgress }));
  }
  notesFor(context, flags.quiet).remark(`${showFilePath(target)}: ${formatBytes(size)}`);
}

/** Read once for its digest, and once more when it is sent. */
async function openFile(path: string): Promise<{ content: Blob; sha256: string }> {
  try {
    // Of a file that is not there a Blob says only that it cannot be opened.
    await access(path, constants.R_OK);
    const content = await openAsBlob(path);
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
    return { content, sha256: hash.digest('hex') };
  } catch (error) {
    throw unreadable(path, error);
  }
}
