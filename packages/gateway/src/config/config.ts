import type { QuotaLimits } from '../core/quotas/quota.ts';
import type { Keep } from '../core/sweep/keep.ts';

/** Everything that can be set, read once at the start and frozen. Milliseconds where a name ends in Ms. */
export interface Config {
  readonly door: Door;
  /** Absolute. */
  readonly dataDir: string;
  readonly bootstrap: Bootstrap;
  readonly loadSamples: boolean;
  readonly defaultSlots: number;
  readonly cancelTimeoutMs: number;
  readonly dli: DliConfig;
  readonly livy: LivyConfig;
  readonly fabric: FabricConfig;
  readonly batches: BatchesConfig;
  readonly interruptMs: number;
  readonly drainMs: number;
  readonly hostMemoryBytes: number;
  readonly hostsMemoryBytes: number;
  readonly hostIdleMs: number;
  readonly hostWaitMs: number;
  readonly hostThreads: number;
  readonly hostOrphanMs: number;
  /** Of each project for which nothing else was set. */
  readonly quotas: QuotaLimits;
  readonly keep: Keep;
  readonly logLevel: LogLevel;
}

export interface DliConfig {
  /** How a batch shows its `appId`. */
  readonly appIdAs: 'text' | 'list';
}

/** How Apache Livy's clients are served. */
export interface LivyConfig {
  /** Of the port that has nothing but Livy at its root, on the address of the door; null: there is none. */
  readonly port: number | null;
  readonly demandsRequestedBy: boolean;
}

/** How the clients of DataArts Fabric are served. */
export interface FabricConfig {
  /** How long a call may wait until a session is open, a statement has ended, or its result is written. */
  readonly syncWaitMs: number;
  /** How long a session of that API may be idle; null is for ever. */
  readonly idleTimeoutMs: number | null;
}

/** How programs are run as batches. */
export interface BatchesConfig {
  /** How much is kept of each log. */
  readonly logBytes: number;
  /** Whether they go on when the gateway is stopped. */
  readonly goOn: boolean;
}

/** Where the gateway listens, and what keeps it safe there. */
export interface Door {
  readonly listen: { readonly host: string; readonly port: number };
  /** Absolute paths; null: in the clear. */
  readonly tls: { readonly certFile: string; readonly keyFile: string } | null;
  /** Addresses whose X-Forwarded-For and X-Forwarded-Proto are believed; none: nobody's. */
  readonly trustedProxies: readonly string[];
  /** Names by which it may be called besides its own, without ports. */
  readonly allowedHosts: readonly string[];
}

/** The first credential, as far as it is given; the rest is made up. */
export interface Bootstrap {
  readonly accessKey: string | null;
  readonly secretKey: string | null;
  readonly projectId: string | null;
  readonly password: string | null;
}

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** A setting is unknown or malformed. The message names it and says what it takes. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}
