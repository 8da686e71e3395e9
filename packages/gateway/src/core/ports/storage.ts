/** What keeps the things of projects. */
export interface Storage {
  /** How much room a project's things take with this engine, as last measured; nothing is started for it. */
  storageOf(projectId: string): Promise<StorageSizes>;

  /** Gives back what was deleted, as far as that is possible now, and measures the database again. */
  tidyDatabase(projectId: string): Promise<number>;
}

/** In bytes. */
export interface StorageSizes {
  readonly databaseBytes: number;
  readonly bucketBytes: number;
  readonly temporaryBytes: number;
}
