import { buildCommand } from '../../build-command.ts';
import { connect } from '../../connect.ts';
import { type CallFlags, callFlags } from '../../flags/common-flags.ts';
import { type FilePath, parseOneFile } from '../../flags/file-path.ts';
import type { SluiceContext } from '../../sluice-context.ts';

export const filesRemoveCommand = buildCommand<CallFlags, FilePath[], SluiceContext>({
  func(flags, ...paths) {
    return removeFiles(this, flags, paths);
  },
  parameters: {
    positional: {
      kind: 'array',
      minimum: 1,
      parameter: {
        parse: parseOneFile,
        placeholder: 'obs://bucket/key',
        brief: 'the files to delete',
      },
    },
    flags: callFlags,
    aliases: { q: 'quiet' },
  },
  docs: { brief: 'Delete files from a bucket' },
});

/** One after the other; the first that is not there ends it. */
async function removeFiles(
  context: SluiceContext,
  flags: CallFlags,
  paths: readonly FilePath[],
): Promise<void> {
  const { files } = connect(context, flags, flags.timeout);
  for (const { bucket, key } of paths) await files.delete(bucket, key);
}
