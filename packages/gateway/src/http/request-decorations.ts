import type { Permission, Principal } from '../core/access/principal.ts';

// What http/ adds to Fastify's own types. Dialects see it without importing anything of http/.
declare module 'fastify' {
  interface FastifyRequest {
    /** Who the request speaks for. There in every route that is mounted behind the door. */
    principal: Principal;
  }

  interface FastifyContextConfig {
    /** What the caller must be allowed to do. A route behind the door without it is a mistake. */
    needs?: Permission;
    /** The wire API that has the route. */
    dialect?: string;
  }
}
