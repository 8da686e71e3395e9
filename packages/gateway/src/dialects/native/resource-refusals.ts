import type { FileName } from '../../core/files/file-name.ts';
import { invalid, type Refusal } from './refusal.ts';

export function unknownResource(name: string, group: string | null): Refusal {
  const where = group === null ? 'this project' : `the group ${group}`;
  return { code: 'not_found', detail: `There is no resource named ${name} in ${where}.` };
}

export function unknownGroup(name: string): Refusal {
  return { code: 'not_found', detail: `There is no group named ${name} in this project.` };
}

export function inSeveralGroups(name: string, groups: readonly string[]): Refusal {
  return invalid(
    'group',
    `The resource ${name} is in several groups (${groups.join(', ')}): name one in the query parameter group.`,
  );
}

export function noResourceFile({ bucket, key }: FileName): Refusal {
  return {
    code: 'no_file',
    detail: `There is no file obs://${bucket}/${key}. Put it there first.`,
    about: { field: 'files' },
  };
}

export function badResourceName(name: string): Refusal {
  return invalid(
    'files',
    `A resource is called as the last part of the key of its file. ${name} is no such name: it must be 1 to 128 ` +
      'letters, digits and _ ! - . that do not begin with a dot.',
  );
}

export function sameResourceName(name: string): Refusal {
  return invalid(
    'files',
    `Two of the files have the name ${name}. Send each in a request of its own.`,
  );
}

export function noOwner(userName: string): Refusal {
  return {
    code: 'no_user',
    detail: `There is no user named ${userName} in this project.`,
    about: { field: 'owner' },
  };
}
