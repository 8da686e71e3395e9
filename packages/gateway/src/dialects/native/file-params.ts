import { Type } from 'typebox';
import { type FileName, readFileName, whyNoBucket } from '../../core/files/file-name.ts';
import { invalid, type Refusal } from './refusal.ts';

export const FileParams = Type.Object({ bucket: Type.String(), '*': Type.String() });
export const BucketParams = Type.Object({ bucket: Type.String() });

interface Asked {
  readonly url: string;
  readonly params: { readonly bucket: string; readonly '*': string };
}

/** The file that a request names, its key decoded once; or what is wrong with the name. */
export function readFileParams({ url, params }: Asked): FileName | Refusal {
  const [path = ''] = url.split('?');
  // Nobody shall guess whether a proxy has decoded it already.
  if (/%2f/i.test(path)) return invalid('key', "A '/' in an address is written as it is, not %2F.");
  const read = readFileName(params.bucket, params['*']);
  return read.kind === 'file' ? read.file : invalid(read.field, read.reason);
}

/** Null where the bucket can be one. */
export function refuseBucket({ bucket }: { readonly bucket: string }): Refusal | null {
  const reason = whyNoBucket(bucket);
  return reason === null ? null : invalid('bucket', reason);
}

export function isRefusal(found: object): found is Refusal {
  return 'code' in found;
}
