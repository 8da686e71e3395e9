/** Who there is: projects and users, as an administrator sees and changes them. */
export interface MemberStore {
  /** Makes a project of a domain that is there. Names are unique in their domain. */
  addProject(project: Omit<Project, 'users'> & { domainName: string }): Promise<'added' | 'exists'>;
  listProjects(): Promise<readonly Project[]>;
}

export interface Project {
  readonly id: string;
  readonly name: string;
  /** How many users may enter it. */
  readonly users: number;
}
