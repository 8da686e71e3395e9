import { type Static, Type } from 'typebox';

/** Whom the credential of the request speaks for. */
export const Whoami = Type.Object({
  user: Type.String(),
  domain: Type.String(),
  project_id: Type.String(),
  /** The project's name. */
  project: Type.String(),
  role: Type.Enum(['viewer', 'operator', 'admin']),
});

export type Whoami = Static<typeof Whoami>;
