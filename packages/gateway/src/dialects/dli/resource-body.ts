import { type Static, Type } from 'typebox';
import type { ResourcesOrder } from '../../core/actions/put-resources.ts';
import { resourceNameOf } from '../../core/actions/put-resources.ts';
import {
  type FileName,
  type ReadFileName,
  readFileName,
  readObsPath,
} from '../../core/files/file-name.ts';
import { isResourceName, resourceKinds, type ResourceKind } from '../../core/files/resource.ts';
import { Flag, isYes } from './flag.ts';
import { invalid, type Refusal } from './refusal.ts';
import { Tags } from './tags.ts';

export const GroupName = Type.String({
  pattern: '^[A-Za-z0-9._-]{1,64}$',
  description: '1 to 64 letters, digits and . _ -',
});

export const Kind = Type.Enum([...resourceKinds], {
  description: `one of ${resourceKinds.join(', ')}`,
});

const Paths = Type.Array(
  Type.String({
    pattern: '^[^\\0\\p{Cs}]{1,2048}$',
    description: 'text such as obs://bucket/key',
  }),
  {
    minItems: 1,
    maxItems: 100,
    description: 'an array of 1 to 100 texts such as obs://bucket/key',
  },
);

/** The body of `POST …/resources` (dli-api.md 3.6). Old clients name no group. */
export const ResourcesBody = Type.Object({
  paths: Paths,
  kind: Kind,
  group: Type.Optional(GroupName),
  is_async: Type.Optional(Flag),
  tags: Type.Optional(Tags),
});
export type ResourcesBody = Static<typeof ResourcesBody>;

/** The body of `POST …/resources/jars`, `/pyfiles` and `/files`, whose path tells the kind. */
export const ModuleBody = Type.Object({ paths: Paths, group: GroupName });

/** Whose they are the action knows. */
export type AnonymousResourcesOrder = Omit<ResourcesOrder, 'projectId' | 'owner'>;

export type ReadOrder =
  | { readonly kind: 'ok'; readonly order: AnonymousResourcesOrder }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

interface Asked {
  readonly paths: readonly string[];
  readonly kind: ResourceKind;
  readonly group?: string | undefined;
  readonly is_async?: Flag | undefined;
  readonly tags?: ResourcesOrder['tags'] | undefined;
}

/** What a body asks for; each resource is called as the last part of its path. */
export function toResourcesOrder({ paths, kind, group, is_async, tags = [] }: Asked): ReadOrder {
  const files: FileName[] = [];
  const names = new Set<string>();
  for (const path of paths) {
    const read = readPath(path);
    if (read.kind === 'bad_name') return refused(`paths: ${read.reason}`);
    const name = resourceNameOf(read.file);
    if (!isResourceName(name)) {
      return refused(
        `paths: the name of a resource, ${name}, must be 1 to 128 letters, digits and _ ! - . and ` +
          "must not begin with '.'",
      );
    }
    if (names.has(name)) return refused(`paths: two of them have the name ${name}.`);
    names.add(name);
    files.push(read.file);
  }
  return {
    kind: 'ok',
    order: { group: group ?? null, kind, files, tags, isAsync: isYes(is_async) },
  };
}

/** `obs://bucket/key`, or `https://bucket.obs.host/key` (dli-api.md 3.6). */
function readPath(path: string): ReadFileName {
  const [, bucket, rawKey] = /^https?:\/\/([^./]+)\.obs\.[^/]+\/(.*)$/su.exec(path) ?? [];
  if (bucket === undefined || rawKey === undefined) return readObsPath(path);
  // The key of an address is percent-encoded; one that leads on to another segment is not taken.
  if (/%2f/i.test(rawKey)) {
    return { kind: 'bad_name', field: 'key', reason: "A '/' is written as it is, not %2F." };
  }
  try {
    return readFileName(bucket, decodeURIComponent(rawKey));
  } catch {
    return { kind: 'bad_name', field: 'key', reason: 'The path is not percent-encoded UTF-8.' };
  }
}

function refused(message: string): ReadOrder {
  return { kind: 'refused', refusal: invalid(message) };
}
