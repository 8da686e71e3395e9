import { type Static, Type } from 'typebox';
import { FileAddress } from './file-address.ts';
import { NamedPageQuery, namedPageFields } from './named-page.ts';
import { nullable } from './nullable.ts';
import { Tags } from './tag.ts';
import { textOf } from './text.ts';
import { Timestamp } from './timestamp.ts';

const resourceKinds = ['jar', 'pyFile', 'file', 'modelFile'] as const;

/** What it is good for, for people: a batch takes a resource of any kind. */
const ResourceKind = Type.Enum([...resourceKinds], {
  description: `one of ${resourceKinds.join(', ')}`,
});

/** The last part of the key of its file. */
export const ResourceName = Type.String({
  pattern: '^(?!\\.)[A-Za-z0-9_!.-]{1,128}$',
  description: '1 to 128 letters, digits and _ ! - . that do not begin with a dot',
});

export const ResourceGroupName = Type.String({
  pattern: '^[A-Za-z0-9._-]{1,64}$',
  description: '1 to 64 letters, digits and . _ -',
});

/** The body of `POST /resources`: all of the files, or none. What has the name in the group takes the new file. */
export const ResourcesOrder = Type.Object(
  {
    files: Type.Array(FileAddress, {
      minItems: 1,
      maxItems: 100,
      description: 'an array of 1 to 100 addresses of files',
    }),
    /** Absent: `file`. */
    kind: Type.Optional(ResourceKind),
    /** Absent: none. */
    group: Type.Optional(ResourceGroupName),
    tags: Type.Optional(Tags),
  },
  { additionalProperties: false },
);
export type ResourcesOrder = Static<typeof ResourcesOrder>;

/** A name for a file of a bucket. The file stays where it is. */
export const Resource = Type.Object({
  name: Type.String(),
  group: nullable(Type.String()),
  kind: ResourceKind,
  /** `obs://bucket/key` */
  file: Type.String(),
  /** Whether the file is there now. */
  ready: Type.Boolean(),
  tags: Type.Array(Type.Object({ key: Type.String(), value: Type.String() })),
  owner: Type.String(),
  created_at: Timestamp,
  /** When it was last put. */
  updated_at: Timestamp,
});
export type Resource = Static<typeof Resource>;

export const PutResources = Type.Object({ resources: Type.Array(Resource) });
export type PutResources = Static<typeof PutResources>;

/** The query of `GET /resources`. */
export const ResourceListQuery = Type.Object(
  {
    ...NamedPageQuery.properties,
    group: Type.Optional(ResourceGroupName),
    kind: Type.Optional(ResourceKind),
  },
  { additionalProperties: false },
);
export type ResourceListQuery = Static<typeof ResourceListQuery>;

/** By group and name; those in no group first. */
export const ResourceList = Type.Object({ resources: Type.Array(Resource), ...namedPageFields });
export type ResourceList = Static<typeof ResourceList>;

/** The query of one resource. A name alone means the one in no group, or the only one. */
export const ResourceQuery = Type.Object(
  { group: Type.Optional(ResourceGroupName) },
  { additionalProperties: false },
);
export type ResourceQuery = Static<typeof ResourceQuery>;

/** The body of `PATCH /resources/{name}` and `PATCH /resource-groups/{name}`. */
export const OwnerOrder = Type.Object(
  {
    /** A user of the project. */
    owner: textOf(64),
  },
  { additionalProperties: false },
);
export type OwnerOrder = Static<typeof OwnerOrder>;

/** It is there as long as it has resources. */
export const ResourceGroup = Type.Object({
  name: Type.String(),
  owner: Type.String(),
  created_at: Timestamp,
  updated_at: Timestamp,
});
export type ResourceGroup = Static<typeof ResourceGroup>;

export const ResourceGroupList = Type.Object({
  groups: Type.Array(ResourceGroup),
  ...namedPageFields,
});
export type ResourceGroupList = Static<typeof ResourceGroupList>;
