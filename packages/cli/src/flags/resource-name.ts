import { UsageError } from '../usage-error.ts';

/** A resource, perhaps of a group, as batches refer to it: `etl.jar`, `jobs/etl.jar`. */
export interface ResourceName {
  readonly group: string | null;
  readonly name: string;
}

function parseResourceName(text: string): ResourceName {
  const [, group, name] = /^(?:([^/]+)\/)?([^/]+)$/u.exec(text) ?? [];
  if (name === undefined) throw new UsageError(`'${text}' is not written name or group/name`);
  return { group: group ?? null, name };
}

export function showResourceName({ group, name }: ResourceName): string {
  return group === null ? name : `${group}/${name}`;
}

export const resourceArgument = {
  parse: parseResourceName,
  placeholder: 'group/name',
  brief: 'the resource; the group may be left out where only one has the name',
} as const;

export function toResourceQuery({ group }: ResourceName): { readonly group?: string } {
  return group === null ? {} : { group };
}
