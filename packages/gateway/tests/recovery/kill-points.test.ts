import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { killPoints } from './kill-points.ts';

const page = new URL('../../src/core/job/LIFECYCLE.md', import.meta.url);

it('the points that LIFECYCLE.md lists are the points that are played', () => {
  const listed = readTable(readFileSync(fileURLToPath(page), 'utf8'));
  const played = killPoints.map(({ name, between, ends }) => [name, between, ends]);
  expect(listed).toEqual(played);
});

function readTable(markdown: string): string[][] {
  const [, section = ''] = markdown.split('## Killed at any point');
  const lines = (section.split(/^## /m)[0] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('| '));
  return lines.slice(2).map((line) =>
    line
      .slice(2, -2)
      .split(' | ')
      .map((cell) => cell.trim()),
  );
}
