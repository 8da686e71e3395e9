/** What a host process is started with, as JSON in its first argument. No secret is among it. */
export interface HostSettings {
  /** The project's database file. */
  readonly databaseFile: string;
  /** The only directory that SQL may read and write. */
  readonly bucketDir: string;
  /** Of uploads to the bucket that are on their way: they count for its quota. */
  readonly uploadsDir: string;
  /** Hosts of the project spill here, each into a directory of its own. */
  readonly spillDir: string;
  readonly socketPath: string;
  /** Of the instance that runs SQL. */
  readonly memoryBytes: number;
  /** How much its statements may write to the disk while they run: the project's quota. */
  readonly temporaryBytes: number | null;
  readonly threads: number;
  /** Names this process; nobody else has it. */
  readonly instance: string;
  /** How long it goes on without a gateway. */
  readonly orphanMs: number;
}

/** What the host tells its parent over the process channel, once. */
export type HostReady =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly message: string };
