import { readFileSync } from 'node:fs';

const manifest = new URL('../../package.json', import.meta.url);

/** The version of this program, as its package says. */
export const sluiceVersion = (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string })
  .version;
