import { settingsFile } from './read-config.ts';
import { settings } from './settings.ts';

/** What `npm start -- --help` prints: every setting, its default, what it is for. */
export function helpText(): string {
  const rows = Object.values(settings).map(({ name, fallback, help }) => ({
    left: fallback === null ? name : `${name}=${fallback}`,
    help,
  }));
  const width = Math.max(...rows.map(({ left }) => left.length));
  return [
    'npm start: installs what is missing and starts the Sluice gateway.',
    '',
    `Settings come from the environment and from the file ${settingsFile} in the working directory`,
    '(NAME=value, one a line); the environment wins. With their defaults:',
    '',
    ...rows.map(({ left, help }) => `  ${left.padEnd(width)}  ${help}`),
  ].join('\n');
}
