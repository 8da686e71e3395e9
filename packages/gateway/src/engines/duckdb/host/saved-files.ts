import type { DuckDBInstance } from '@duckdb/node-api';
import { removePath } from '../path-release.ts';
import { resultStorageVersion } from '../types/table-definition.ts';
import type { AttachedFiles } from './attached-files.ts';
import { quoteText } from '../sql/quote-text.ts';
import { runOn } from './run-on.ts';
import { SavedRows } from './saved-rows.ts';

/** How long a file stays attached when a session has its rows back. */
const keepMs = 1_000;

/** The files of saved rows, in the instance that owns the results. */
export class SavedFiles {
  readonly #instance: DuckDBInstance;
  readonly #attached: AttachedFiles;
  #counter = 0;
  #beingMade = 0;

  constructor(instance: DuckDBInstance, attached: AttachedFiles) {
    this.#instance = instance;
    this.#attached = attached;
  }

  /** A new file, until it is closed. */
  create(path: string): SavedRows {
    return new SavedRows(this.#instance, {
      path,
      attach: () => this.#attachNew(path),
      detach: (alias) => this.#detachNew(alias),
    });
  }

  /** One that another host has made, until it is closed. */
  open(path: string): SavedRows {
    return new SavedRows(this.#instance, {
      path,
      attach: () => this.#attached.attach(path),
      // To attach it takes the longer the more tables are in it: the next session finds it there.
      detach: async () => void setTimeout(() => void this.#attached.detach(path), keepMs).unref(),
    });
  }

  /**
   * Nothing is synced before it is detached: nobody looks for it after the end of the machine. To compress rows
   * takes three times as long as to write them.
   */
  async #attachNew(path: string): Promise<string> {
    await removePath(path);
    const alias = `saved_${++this.#counter}`;
    const options = `STORAGE_VERSION '${resultStorageVersion}', RECOVERY_MODE no_wal_writes`;
    await runOn(this.#instance, `ATTACH ${quoteText(path)} AS ${alias} (${options})`);
    this.#beingMade += 1;
    await runOn(this.#instance, "SET GLOBAL force_compression = 'uncompressed'");
    return alias;
  }

  async #detachNew(alias: string): Promise<void> {
    await runOn(this.#instance, `DETACH ${alias}`);
    this.#beingMade -= 1;
    if (this.#beingMade === 0) await runOn(this.#instance, 'RESET GLOBAL force_compression');
  }
}
