import { Whoami } from '@sluice/protocol';
import type { NativeApp } from '../native-app.ts';

/** Says whom the credential of the request speaks for. */
export function whoamiRoute(app: NativeApp): void {
  app.get(
    '/whoami',
    {
      config: { needs: 'read' },
      schema: {
        operationId: 'whoami',
        summary: 'Show who the caller is',
        response: { 200: Whoami },
      },
    },
    async ({ principal }) => ({
      user: principal.userName,
      domain: principal.domainName,
      project_id: principal.projectId,
      project: principal.projectName,
      role: principal.role,
    }),
  );
}
