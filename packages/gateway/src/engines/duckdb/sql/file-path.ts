import { type Refusal, refuse } from './refusal.ts';

/**
 * Refuses paths that mean something else to DuckDB than to those who check where they lie: an address
 * such as `file:…`, the home directory, and any `..`, since one behind `**` may lead anywhere.
 */
export function refuseDoubtfulPath(path: string): Refusal | null {
  const parts = path.split('/');
  if (/^[A-Za-z][A-Za-z0-9+.-]*:/.test(path)) {
    return refuse('forbidden', `'${path}' is an address. Name a file in the bucket directory.`);
  }
  if (path.startsWith('~') || parts.includes('..')) {
    const message = `The path '${path}' may not contain '~' or '..'. Write it from the bucket directory on.`;
    return refuse('forbidden', message);
  }
  if (parts.some((part) => part.toLowerCase().startsWith('.sluice'))) {
    return refuse('forbidden', `Names that begin with '.sluice' are reserved: '${path}'.`);
  }
  return null;
}
