import { type Static, Type } from 'typebox';

/** The name of a project or a user, as people write it. */
export const MemberName = Type.String({
  pattern: '^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$',
  description: 'a name of 1 to 64 letters, digits and . _ @ -, starting with a letter or a digit',
});

export const AddProjectOrder = Type.Object({ name: MemberName }, { additionalProperties: false });
export type AddProjectOrder = Static<typeof AddProjectOrder>;

export const AdminProject = Type.Object({
  project_id: Type.String(),
  name: Type.String(),
  /** How many users may enter it. */
  users: Type.Integer(),
});
export type AdminProject = Static<typeof AdminProject>;

export const ListProjectsOrder = Type.Object({}, { additionalProperties: false });
export const ProjectListing = Type.Object({ projects: Type.Array(AdminProject) });
