import { basename, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { OpenedFile } from '@sluice/client';
import { buildCommand } from '@stricli/core';
import { connect } from '../../connect.ts';
import { type GatewayFlags, gatewayFlags } from '../../flags/common-flags.ts';
import { type FilePath, parseOneFile } from '../../flags/file-path.ts';
import { formatBytes } from '../../output/format-bytes.ts';
import { notesFor } from '../../running/notes.ts';
import { openTransferLine } from '../../running/transfer-line.ts';
import { writeBeside } from '../../running/write-beside.ts';
import type { SluiceContext } from '../../sluice-context.ts';

interface FilesGetFlags extends GatewayFlags {}

export const filesGetCommand = buildCommand<
  FilesGetFlags,
  [source: FilePath, target?: string],
  SluiceContext
>({
  func(flags, source, target) {
    return getFile(this, flags, source, target);
  },
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [
        { parse: parseOneFile, placeholder: 'obs://bucket/key', brief: 'the file to fetch' },
        {
          parse: String,
          optional: true,
          placeholder: 'file',
          brief: 'where it goes; - for standard output; its own name when absent',
        },
      ],
    },
    flags: { ...gatewayFlags },
    aliases: { q: 'quiet' },
  },
  docs: { brief: 'Fetch a file from a bucket' },
});

async function getFile(
  context: SluiceContext,
  flags: FilesGetFlags,
  { bucket, key }: FilePath,
  target = basename(key),
): Promise<void> {
  const opened = await connect(context, flags).files.open(bucket, key);
  using line = openTransferLine(context, flags.quiet, opened.size);
  const bytes = counted(opened, (soFar) => line.show(soFar));
  if (target === '-') return pipeline(bytes, context.process.stdout, { end: false });

  await writeBeside(resolve(context.workingDirectory, target), bytes);
  notesFor(context, flags.quiet).remark(`${target}: ${formatBytes(opened.size)}`);
}

async function* counted(
  { body, size }: OpenedFile,
  show: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    show(bytes);
    yield chunk;
  }
  if (bytes !== size) throw new Error(`${bytes} of ${size} bytes came`);
}
