import type { AdminUser } from '@sluice/protocol';
import type { User } from '../core/ports/member-store.ts';

export function toUserView({ userName, projectName, projectId, role, accessKey }: User): AdminUser {
  return {
    name: userName,
    project: projectName,
    project_id: projectId,
    role,
    access_key: accessKey,
  };
}
