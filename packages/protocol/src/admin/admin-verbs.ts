import type { Static } from 'typebox';
import { QuotaList } from '../quota.ts';
import { AdminBackup, BackupOrder } from './backup-verb.ts';
import {
  AddProjectOrder,
  AdminProject,
  ListProjectsOrder,
  ProjectListing,
} from './project-verbs.ts';
import { ListQuotasOrder, SetQuotaOrder } from './quota-verbs.ts';
import { DoctorOrder, Findings } from './doctor.ts';
import { ReloadTlsOrder, ServedCertificate } from './reload-tls.ts';
import {
  AddUserOrder,
  AdminCredential,
  AdminUser,
  ListUsersOrder,
  RemoveUserOrder,
  RotateKeyOrder,
  SetRoleOrder,
  UserListing,
} from './user-verbs.ts';

/**
 * What may be asked over the admin socket: `POST /<verb>` with the order as JSON, answered by 200 with
 * the answer, or by a problem. A new verb is a line here, a file in the gateway's `admin/verbs/`, and
 * a command of `sluice server`.
 */
export const adminVerbs = {
  'add-project': { order: AddProjectOrder, answer: AdminProject },
  'list-quotas': { order: ListQuotasOrder, answer: QuotaList },
  'set-quota': { order: SetQuotaOrder, answer: QuotaList },
  'add-user': { order: AddUserOrder, answer: AdminCredential },
  'rotate-key': { order: RotateKeyOrder, answer: AdminCredential },
  'set-role': { order: SetRoleOrder, answer: AdminUser },
  'remove-user': { order: RemoveUserOrder, answer: AdminUser },
  'list-users': { order: ListUsersOrder, answer: UserListing },
  doctor: { order: DoctorOrder, answer: Findings },
  'reload-tls': { order: ReloadTlsOrder, answer: ServedCertificate },
  backup: { order: BackupOrder, answer: AdminBackup },
  'list-projects': { order: ListProjectsOrder, answer: ProjectListing },
} as const;

export type AdminVerbName = keyof typeof adminVerbs;
export type AdminOrder<Name extends AdminVerbName> = Static<(typeof adminVerbs)[Name]['order']>;
export type AdminAnswer<Name extends AdminVerbName> = Static<(typeof adminVerbs)[Name]['answer']>;

/** The socket's name in the data directory. */
export const adminSocketName = 'admin.sock';
