import { type Static, Type } from 'typebox';
import { nullable } from '../nullable.ts';
import { MemberName } from './project-verbs.ts';

export const RoleWord = Type.Enum(['viewer', 'operator', 'admin'], {
  description: 'one of viewer, operator, admin',
});

/** A project by its name or its id. */
const ProjectWord = Type.String({
  pattern: '^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$',
  description: 'the name or the id of a project',
});

export const AddUserOrder = Type.Object(
  { name: MemberName, project: ProjectWord, role: RoleWord },
  { additionalProperties: false },
);

/** Everything that a user logs in with, told once. The fields are those of `credential.json`. */
export const AdminCredential = Type.Object({
  url: Type.String(),
  project_id: Type.String(),
  access_key: Type.String(),
  secret_key: Type.String(),
  api_key: Type.String(),
  user: Type.String(),
  domain: Type.String(),
  /** Null where the user keeps the one that he has. */
  password: nullable(Type.String()),
});
export type AdminCredential = Static<typeof AdminCredential>;

/** A user in one of his projects; absent: the only one that he has. */
const ofUser = { name: MemberName, project: Type.Optional(ProjectWord) };

export const RotateKeyOrder = Type.Object(
  {
    ...ofUser,
    /** Whether he gets a new password too. */
    with_password: Type.Optional(Type.Boolean({ description: 'true or false' })),
  },
  { additionalProperties: false },
);

export const SetRoleOrder = Type.Object(
  { ...ofUser, role: RoleWord },
  { additionalProperties: false },
);

export const RemoveUserOrder = Type.Object(ofUser, { additionalProperties: false });

export const AdminUser = Type.Object({
  name: Type.String(),
  project: Type.String(),
  project_id: Type.String(),
  role: RoleWord,
  access_key: Type.String(),
});
export type AdminUser = Static<typeof AdminUser>;

export const ListUsersOrder = Type.Object({}, { additionalProperties: false });
export const UserListing = Type.Object({ users: Type.Array(AdminUser) });
