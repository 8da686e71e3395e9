import type { FileName } from '../../core/files/file-name.ts';
import { dliRefusal, invalid, type Refusal } from './refusal.ts';

/** 404, where other things that are not there are 400 (dli-api.md 3.6). */
export function noResource(name: string, group: string | null): Refusal {
  const where = group === null ? '' : ` in the group ${group}`;
  const message = `There is no resource named ${name}${where}.`;
  return { ...dliRefusal('DLI.0002', message), httpStatus: 404 };
}

export function noGroup(name: string): Refusal {
  return { ...dliRefusal('DLI.0002', `There is no group named ${name}.`), httpStatus: 404 };
}

export function noFile({ bucket, key }: FileName): Refusal {
  return dliRefusal('DLI.0002', `There is no file obs://${bucket}/${key}. Put it there first.`);
}

export function inSeveralGroups(name: string, groups: readonly string[]): Refusal {
  const named = groups.join(', ');
  return invalid(`The resource ${name} is in several groups (${named}): name one in group.`);
}
