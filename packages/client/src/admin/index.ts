export type {
  AdminAnswer,
  AdminCredential,
  AdminOrder,
  AdminProject,
  AdminUser,
  AdminVerbName,
  Finding,
} from '@sluice/protocol';
export { AdminClient } from './admin-client.ts';
