import { createReadStream } from 'node:fs';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { MovedTable } from '../host-messages.ts';
import { withPattern } from '../sql/transfer-sql.ts';
import { RefusedError } from './refused-error.ts';
import type { StopSwitch } from './stop-switch.ts';

/**
 * Reads each gzip of an import to its end. DuckDB takes one that is cut for a file that ends there, and looks at no
 * checksum: rows would be missing, or wrong, in an import that says it has succeeded.
 * @throws RefusedError when one is not whole; another error when nobody wants the import any more
 */
export async function demandWholeGzips(
  { transfer, paths }: MovedTable,
  stop: StopSwitch,
): Promise<void> {
  if (transfer.kind !== 'import' || transfer.format === 'parquet') return;
  const stopped = new AbortController();
  void stop.wanted.then(() => stopped.abort());
  for (const path of paths.map(withPattern).filter(isGzip)) {
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
    const file = createReadStream(path);
    try {
      await pipeline(file, createGunzip(), nowhere, { signal: stopped.signal });
    } catch (error) {
      if (stop.isWanted || !(error instanceof Error)) throw error;
      const message = `The gzip ${path} is broken: ${error.message}. Nothing of it was imported.`;
      throw new RefusedError({ code: 'runtime', message });
    }
  }
}

/** DuckDB goes by the name, too. */
function isGzip(path: string): boolean {
  return path.toLowerCase().endsWith('.gz');
}
