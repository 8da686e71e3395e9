import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * A statement that passes for a query begins read-only, and is a write where DuckDB refuses that. Its host
 * says so in a file, durably, before it begins again. So a query without such a note has committed nothing,
 * whoever asks, and also where no host can open the database to look for its marker (I4).
 */
export async function leaveWriteNote(file: string): Promise<void> {
  for (const path of [file, dirname(file)]) {
    const handle = await open(path, path === file ? 'w' : 'r', 0o600);
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }
}

/** Of a statement whose host is gone. */
export function mayHaveWritten(order: { readonly isQuery: boolean; readonly writeNote: string }) {
  return !order.isQuery || existsSync(order.writeNote);
}
