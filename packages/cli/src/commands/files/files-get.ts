import { basename } from 'node:path';
import { buildCommand } from '../../build-command.ts';
import { connect } from '../../connect.ts';
import { type CallFlags, callFlags } from '../../flags/common-flags.ts';
import { type FilePath, parseOneFile } from '../../flags/file-path.ts';
import { demandPlace } from '../../running/demand-place.ts';
import { saveBody } from '../../running/save-body.ts';
import type { SluiceContext } from '../../sluice-context.ts';

interface FilesGetFlags extends CallFlags {}

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
    flags: { ...callFlags },
    aliases: { q: 'quiet' },
  },
  docs: {
    brief: 'Fetch a file from a bucket',
    fullDescription:
      'It is written beside its place, and is there when it is whole: one that fails, or that a Ctrl-C stops, ' +
      'leaves nothing.',
  },
});

async function getFile(
  context: SluiceContext,
  flags: FilesGetFlags,
  { bucket, key }: FilePath,
  target = basename(key),
): Promise<void> {
  demandPlace(context, target);
  const { files } = connect(context, flags);
  const again = 'To begin anew, give the command again';
  context.process.exitCode = await saveBody(
    context,
    { target, isQuiet: flags.quiet, again },
    (signal) => files.open(bucket, key, { timeoutMs: flags.timeout, signal }),
  );
}
