import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { killPoints } from './kill-points.ts';
import { sessionPoints } from './session-points.ts';

it('the points that LIFECYCLE.md lists are the points that are played', () => {
  const played = killPoints.map(({ name, between, ends }) => [name, between, ends]);
  expect(readTable('job/LIFECYCLE.md')).toEqual(played);
});

it('the points that SESSIONS.md lists are the points that are played', () => {
  const played = sessionPoints.map(({ name, between, gatewayKilled, hostKilled }) => [
    name,
    between,
    gatewayKilled,
    hostKilled,
  ]);
  expect(readTable('session/SESSIONS.md')).toEqual(played);
});

function readTable(page: string): string[][] {
  const url = new URL(`../../src/core/${page}`, import.meta.url);
  const markdown = readFileSync(fileURLToPath(url), 'utf8');
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
