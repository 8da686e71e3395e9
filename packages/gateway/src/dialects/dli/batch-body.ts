import { ProgramArguments } from '@sluice/protocol';
import { type Static, Type } from 'typebox';
import type { BatchOrder } from '../../core/actions/submit-batch.ts';
import { resourceKinds } from '../../core/files/resource.ts';
import { BatchConf } from './batch-conf.ts';
import { Name, ShownName } from './names.ts';
import { invalid, type Refusal } from './refusal.ts';
import { toKeptConf } from './session-conf.ts';

const fileText = '^[^\\0\\p{Cs}]{1,1024}$';
const File = Type.String({
  pattern: fileText,
  description: 'the path of a file such as obs://bucket/key, or the name of a package',
});
const Files = Type.Array(File, { maxItems: 100, description: 'an array of paths or names' });
const Text = Type.String({
  pattern: '^[^\\0\\p{Cs}]{0,1024}$',
  description: 'text of at most 1024 characters',
});
const Flag = Type.Boolean({ description: 'true or false' });
const Retries = Type.Integer({
  minimum: 0,
  maximum: 100,
  description: 'a whole number from 0 to 100',
});

const Resource = Type.Object({
  name: File,
  type: Type.Optional(
    Type.Enum([...resourceKinds], { description: `one of ${resourceKinds.join(', ')}` }),
  ),
});
const Resources = Type.Array(Resource, {
  maxItems: 100,
  description: 'an array of resources with name and type',
});
const Group = Type.Object({ name: Text, resources: Resources });

/** The body that makes a batch, in the spellings of all ages (dli-api.md 3.2.1). Others are ignored. */
export const BatchBody = Type.Object({
  file: File,
  className: Type.Optional(Text),
  class_name: Type.Optional(Text),
  queue: Type.Optional(Name),
  cluster_name: Type.Optional(Name),
  args: Type.Optional(ProgramArguments),
  name: Type.Optional(ShownName),
  files: Type.Optional(Files),
  pyFiles: Type.Optional(Files),
  python_files: Type.Optional(Files),
  jars: Type.Optional(Files),
  resources: Type.Optional(Resources),
  groups: Type.Optional(
    Type.Array(Group, { maxItems: 100, description: 'an array of groups with name and resources' }),
  ),
  auto_recovery: Type.Optional(Flag),
  autoRecovery: Type.Optional(Flag),
  max_retry_times: Type.Optional(Retries),
  maxRetryTimes: Type.Optional(Retries),
  ...BatchConf.properties,
});

export type BatchBody = Static<typeof BatchBody>;

/** Whose it is the action knows. */
export type AnonymousBatchOrder = Omit<BatchOrder, 'projectId' | 'owner'>;

export type BatchOrderAnswer =
  | { readonly kind: 'ok'; readonly order: AnonymousBatchOrder }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** In UTF-16 units; the body is kept with the batch. */
const longestBody = 1024 * 1024;
/** Of the service, where the body wants recovery and says no more (dli-api.md 3.2.1). */
const absentRetries = 20;

/** What the body asks for, in the words of the core. Where both spellings are there, camelCase wins. */
export function toBatchOrder(body: BatchBody): BatchOrderAnswer {
  const queueName = body.queue ?? body.cluster_name;
  if (queueName === undefined) return refused('queue is missing.');
  const sent = JSON.stringify(body);
  if (sent.length > longestBody) {
    return refused(`A batch may have ${longestBody} characters as JSON, with all its args.`);
  }
  const recovers = body.autoRecovery ?? body.auto_recovery ?? false;
  const order: AnonymousBatchOrder = {
    file: body.file,
    args: body.args ?? [],
    files: filesOf(body),
    name: body.name || null,
    sent,
    queueName,
    retries: recovers ? (body.maxRetryTimes ?? body.max_retry_times ?? absentRetries) : 0,
  };
  return { kind: 'ok', order };
}

/** Whatever a program is to find beside it: the lists differ in their names alone where nothing is a JVM. */
function filesOf({ files = [], pyFiles, python_files, jars = [], ...body }: BatchBody): string[] {
  const { resources = [], groups = [] } = body;
  return [
    ...files,
    ...(pyFiles ?? python_files ?? []),
    ...jars,
    ...resources.map(({ name }) => name),
    ...groups.flatMap((group) => group.resources.map(({ name }) => `${group.name}/${name}`)),
  ];
}

/** The settings among what was sent, as those of a session. */
export function keptConfOf(sent: string | null): string {
  return toKeptConf(JSON.parse(sent ?? '{}') as object);
}

function refused(message: string): BatchOrderAnswer {
  return { kind: 'refused', refusal: invalid(message) };
}
