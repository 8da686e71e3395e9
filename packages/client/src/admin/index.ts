export type {
  AdminAnswer,
  AdminCredential,
  AdminOrder,
  AdminProject,
  AdminUser,
  AdminVerbName,
} from '@sluice/protocol';
export { AdminClient } from './admin-client.ts';
