import { type AdminFlags, adminFlags } from '../../flags/admin-flags.ts';
import { type OutputFlags, outputFlags } from '../../flags/common-flags.ts';

/** Flags of commands about one user in one project. */
export interface UserFlags extends AdminFlags, OutputFlags {
  readonly project?: string | undefined;
}

export const userFlags = {
  project: {
    kind: 'parsed',
    parse: String,
    optional: true,
    placeholder: 'PROJECT',
    brief: 'name or id of the project; default: the only one that the user has',
  },
  ...outputFlags,
  ...adminFlags,
} as const;

export const userArgument = {
  kind: 'tuple',
  parameters: [{ parse: String, placeholder: 'name', brief: 'name of the user' }],
} as const;

export const roleFlag = {
  kind: 'enum',
  values: ['viewer', 'operator', 'admin'],
  brief: 'what the user may do in the project',
} as const;

export type RoleWord = (typeof roleFlag.values)[number];
