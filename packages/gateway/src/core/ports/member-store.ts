import type { Role } from '../access/principal.ts';
import type { Member } from './identity-store.ts';

/** Who there is: projects and users, as an administrator sees and changes them. */
export interface MemberStore {
  /** Makes a project of a domain that is there. Names are unique in their domain. */
  addProject(
    project: Pick<Project, 'id' | 'name'> & { domainName: string },
  ): Promise<'added' | 'exists'>;
  listProjects(): Promise<readonly Project[]>;

  /**
   * Lets a user into a project, with a credential of his own there. One who is in another project
   * already is the same user, and keeps his password.
   */
  addUser(member: Member): Promise<'added' | 'joined' | 'exists'>;
  listUsers(): Promise<readonly User[]>;
  setRole(user: UserInProject, role: Role): Promise<void>;
  /**
   * Puts a new credential in the place of the old one, and ends what he got with the old: all in one
   * write, so that neither both are good nor none.
   * @param passwordHash null: the password stays
   */
  replaceCredential(
    user: UserInProject,
    credential: Pick<Member, 'accessKey' | 'sealedSecret' | 'apiKeyHash'>,
    passwordHash: string | null,
  ): Promise<void>;
  /**
   * Takes a user out of a project with all that lets him in; without a project left he is gone. The last
   * one stays.
   */
  removeUser(user: UserInProject): Promise<'removed' | 'last'>;
}

export interface Project {
  readonly id: string;
  readonly domainId: string;
  readonly name: string;
  /** How many users may enter it. */
  readonly users: number;
}

export interface UserInProject {
  readonly userId: string;
  readonly projectId: string;
}

/** A user in one project; who is in several comes several times. */
export interface User extends UserInProject {
  readonly userName: string;
  readonly projectName: string;
  readonly domainId: string;
  readonly domainName: string;
  readonly role: Role;
  readonly accessKey: string;
}
