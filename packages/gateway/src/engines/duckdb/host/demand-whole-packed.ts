import { createReadStream, statSync } from 'node:fs';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { MovedTable } from '../messages/run-order.ts';
import { withPattern } from '../sql/transfer-sql.ts';
import { endingOf, type Packing, packingOf, unpackerOf } from './packing.ts';
import { RefusedError } from './refused-error.ts';
import type { StopSwitch } from './stop-switch.ts';

/**
 * Reads each gzip and zstd of an import to its end. DuckDB takes one that is cut for a file that ends there, and looks at
 * no checksum: rows would be missing, or wrong, in an import that says it has succeeded.
 * @throws RefusedError when one is not whole; another error when nobody wants the import any more
 */
export async function demandWholePacked(
  { transfer, paths }: MovedTable,
  stop: StopSwitch,
): Promise<void> {
  if (transfer.kind !== 'import' || transfer.format === 'parquet') return;
  const stopped = new AbortController();
  void stop.wanted.then(() => stopped.abort());
  for (const path of paths.map(withPattern)) {
    const packing = packingOf(path);
    const unpacker = unpackerOf(path);
    if (packing === null || unpacker === null) continue;
    if (!path.endsWith(endingOf(packing))) throw misnamed(packing, path);
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
    const whole = pipeline(createReadStream(path), unpacker, nowhere, { signal: stopped.signal });
    try {
      await whole;
    } catch (error) {
      if (stop.isWanted || !(error instanceof Error)) throw error;
      // Node 24 reads one frame of zstd alone: what follows it is for DuckDB to judge.
      if (packing === 'gzip' || error.message === cut)
        throw brokenPacked(packing, path, error.message);
    }
    if (packing === 'gzip' && unpacker.bytesWritten < statSync(path).size) {
      throw brokenPacked(packing, path, 'behind its end there are bytes that are no gzip');
    }
  }
}

const cut = 'unexpected end of file';

/** @param reason without a full stop */
export function brokenPacked(packing: Packing, path: string, reason: string): RefusedError {
  const message = `The ${packing} ${path} is broken: ${reason}. Nothing of it was imported.`;
  return new RefusedError({ code: 'runtime', message });
}

/** DuckDB would read it as text. */
function misnamed(packing: Packing, path: string): RefusedError {
  const message =
    `The ${packing} ${path} is not known by its name, which has to end with ${endingOf(packing)} in small ` +
    'letters. Rename it. Nothing of it was imported.';
  return new RefusedError({ code: 'runtime', message });
}
