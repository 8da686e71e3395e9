import accessors from '@duckdb/node-api/lib/vectors/dataAccessors.js';

/**
 * Has the binding give texts as they are. It decodes each as if it were a file, and takes U+FEFF from its beginning. What
 * it decodes with is not of its public interface, so this file reaches in. The binding's version is pinned;
 * row-json.test.ts fails when this has no effect.
 */
export function keepByteOrderMarks(): void {
  Object.assign(accessors, { textDecoder: new TextDecoder('utf-8', { ignoreBOM: true }) });
}
