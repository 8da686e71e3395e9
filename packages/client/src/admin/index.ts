export type { AdminAnswer, AdminOrder, AdminProject, AdminVerbName } from '@sluice/protocol';
export { AdminClient } from './admin-client.ts';
