import type { ProcessIdentity } from '../process-identity.ts';
import type { ProjectHost } from './project-host.ts';

/** What became of the host that an earlier gateway left to a project. */
export type FormerFate =
  | { readonly kind: 'none' }
  | { readonly kind: 'adopted'; readonly host: ProjectHost }
  /** It had died before this gateway came. */
  | { readonly kind: 'died'; readonly identity: ProcessIdentity }
  | { readonly kind: 'ended'; readonly identity: ProcessIdentity; readonly why: string };

/** Of a host that is not this gateway's any more, for the log. */
export interface FormerHostNews {
  readonly projectId: string;
  readonly pid: number;
  /** Null: it was adopted. */
  readonly endedFor: string | null;
}
