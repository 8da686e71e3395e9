import type { BucketFile, FilesClient } from '@sluice/client';
import { buildCommand } from '../../build-command.ts';
import { connect } from '../../connect.ts';
import {
  commonAliases,
  type CallFlags,
  callFlags,
  type OutputFlags,
  outputFlags,
} from '../../flags/common-flags.ts';
import { type FilePath, parseFilePath, showFilePath } from '../../flags/file-path.ts';
import { formatBytes } from '../../output/format-bytes.ts';
import { formatFor } from '../../output/formats.ts';
import { type ListingColumn, writeListing } from '../../output/write-listing.ts';
import type { SluiceContext } from '../../sluice-context.ts';

interface FilesListFlags extends CallFlags, OutputFlags {}

export const filesListCommand = buildCommand<FilesListFlags, [path?: FilePath], SluiceContext>({
  func(flags, path) {
    return listFiles(this, flags, path);
  },
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [
        {
          parse: parseFilePath,
          optional: true,
          placeholder: 'obs://bucket/prefix',
          brief: 'what the files begin with; absent: lists the buckets',
        },
      ],
    },
    flags: { ...outputFlags, ...callFlags },
    aliases: commonAliases,
  },
  docs: { brief: 'List buckets, or the files of one' },
});

async function listFiles(
  context: SluiceContext,
  flags: FilesListFlags,
  path: FilePath | undefined,
): Promise<void> {
  const { files } = connect(context, flags, flags.timeout);
  const format = formatFor(context, flags.output);
  if (path === undefined) {
    const buckets = (await files.buckets()).map((bucket) => ({ bucket }));
    return writeListing(context, format, bucketColumns, buckets, ({ bucket }) => bucket);
  }
  const { bucket } = path;
  const nameOf = ({ key }: BucketFile) => showFilePath({ bucket, key });
  await writeListing(context, format, fileColumns, await allFiles(files, path), nameOf);
}

async function allFiles(files: FilesClient, { bucket, key }: FilePath): Promise<BucketFile[]> {
  const all: BucketFile[] = [];
  for (let after: string | null | undefined; after !== null;) {
    const query = { ...(key !== '' && { prefix: key }), ...(after !== undefined && { after }) };
    const page = await files.list(bucket, query);
    all.push(...page.files);
    after = page.next;
  }
  return all;
}

const bucketColumns: readonly ListingColumn<{ readonly bucket: string }>[] = [
  { name: 'bucket', alignment: 'left', value: ({ bucket }) => bucket },
];

const fileColumns: readonly ListingColumn<BucketFile>[] = [
  { name: 'key', alignment: 'left', value: ({ key }) => key },
  {
    name: 'size',
    alignment: 'right',
    value: ({ size }) => size,
    show: ({ size }) => formatBytes(size),
  },
  { name: 'modified_at', alignment: 'left', value: (file) => file.modified_at },
];
