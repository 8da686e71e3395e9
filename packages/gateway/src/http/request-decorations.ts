import type { Permission, Principal } from '../core/access/principal.ts';

// What http/ adds to Fastify's own types. Dialects see it without importing anything of http/.
declare module 'fastify' {
  interface FastifyRequest {
    /** Who the request speaks for. There in every route that is mounted behind the door. */
    principal: Principal;
    /** When its head had come, in milliseconds since the epoch. */
    arrivedAt: number;
    /**
     * Counts it against its project's requests per second, where a route whose requests are not counted was asked for no cancel.
     * @throws OverQuotaError
     */
    countRequest: () => Promise<void>;
    /** Whether the credential of an answer that goes on for long still lets in this user, in his role. */
    mayGoOn: () => Promise<boolean>;
    /** What the route changes, where its address does not name it, with what is needed to know the change. */
    auditTarget?: string | undefined;
    /** What it does of several things, where only its body says which. */
    auditAction?: string;
    /** Notes that it is done, where the answer is not to come for a while; absent where nothing is audited. */
    settleAudit?: () => Promise<void>;
  }

  interface FastifyInstance {
    /** Aborts when the server is about to close its connections. */
    stopping: AbortSignal;
  }

  interface FastifyContextConfig {
    /** What the caller must be allowed to do. A route behind the door without it is a mistake. */
    needs?: Permission;
    /**
     * The word under which the audit notes what the route changes; absent: its pattern. `false`: a
     * route that changes nothing although its method could.
     */
    audit?: string | false;
    /** The route reads the body itself, from `request.raw`, as it comes: nothing is parsed or limited. */
    takesStream?: boolean;
    /** The wire API that has the route. */
    dialect?: string;
  }
}
