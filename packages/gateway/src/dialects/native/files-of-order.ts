import { resourceNameOf } from '../../core/actions/put-resources.ts';
import { type FileName, readObsPath } from '../../core/files/file-name.ts';
import { isResourceName } from '../../core/files/resource.ts';
import { invalid, type Refusal } from './refusal.ts';
import { badResourceName, sameResourceName } from './resource-refusals.ts';

export type ReadFiles =
  | { readonly kind: 'ok'; readonly files: readonly FileName[] }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** The files that are to be resources, each called as the last part of its key. */
export function readResourceFiles(addresses: readonly string[]): ReadFiles {
  const files: FileName[] = [];
  const names = new Set<string>();
  for (const address of addresses) {
    const read = readObsPath(address);
    if (read.kind === 'bad_name') return refused(invalid('files', read.reason));
    const name = resourceNameOf(read.file);
    if (!isResourceName(name)) return refused(badResourceName(name));
    if (names.has(name)) return refused(sameResourceName(name));
    names.add(name);
    files.push(read.file);
  }
  return { kind: 'ok', files };
}

function refused(refusal: Refusal): ReadFiles {
  return { kind: 'refused', refusal };
}
