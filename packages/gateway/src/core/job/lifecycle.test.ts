import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectedMoves, wordsOf } from '../../../tests/support/expected-moves.ts';
import { readLifecycleTable } from '../../../tests/support/read-lifecycle-table.ts';

// The page and the code say the same, or these tests say where they differ.

const gateway = join(import.meta.dirname, '../../..');
const workspace = join(gateway, '../..');
const page = readFileSync(join(import.meta.dirname, 'LIFECYCLE.md'), 'utf8');
const ids = Array.from({ length: 12 }, (_, index) => `I${index + 1}`);

it('the table of LIFECYCLE.md is the table of the code', () => {
  const rows = Object.entries(expectedMoves).map(([status, row]) =>
    [status].concat(Object.values(row).map(wordsOf)),
  );
  const events = Object.keys(expectedMoves.queued);
  expect(readLifecycleTable(page)).toEqual([['status ↓ · event →', ...events], ...rows]);
});

describe('LIFECYCLE.md and the tests', () => {
  const listed = readListed(page);
  const named = readNamed();

  it('every invariant has its place', () => {
    expect([...page.matchAll(/^### (I\d+): /gm)].map(([, id]) => id)).toEqual(ids);
  });

  it('an invariant that no test holds is said not to be held', () => {
    const [, gaps = ''] = page.split('## Not held yet');
    const unheld = ids.filter((id) => !listed.some((line) => line.startsWith(`${id} `)));
    expect(unheld.filter((id) => !gaps.includes(`**${id}**`))).toEqual([]);
  });

  it('no line is there twice, and no mark of a merge', () => {
    expect(listed.filter((line, index) => listed.indexOf(line) !== index)).toEqual([]);
    expect(page.match(/^(?:<{7}|={7}|>{7}|\|{7})(?: .*)?$/gm)).toBeNull();
  });

  it('every test that the page lists is there, and names the invariant', () => {
    expect(listed.filter((line) => !named.includes(line))).toEqual([]);
  });

  it('every test that names an invariant is listed there', () => {
    expect(named.filter((line) => !listed.includes(line))).toEqual([]);
  });
});

/** Lines of the form `I1 - file: title`, as the page has them under each invariant. */
function readListed(markdown: string): string[] {
  return markdown.split(/^### /m).flatMap((section) => {
    const id = /^I\d+/.exec(section)?.[0];
    const tests = section.split(/^## /m)[0]?.matchAll(/^- `(.+?)`: (.+)$/gm) ?? [];
    return id ? [...tests].map(([, file, title]) => `${id} - \`${file}\`: ${title}`) : [];
  });
}

/** The same lines, as the titles of all tests have them: `what it holds (I1, I3)`. */
function readNamed(): string[] {
  const files = globSync(['packages/*/{src,tests}/**/*.test.ts', 'tests/**/*.test.ts'], {
    cwd: workspace,
  });
  return files.sort().flatMap((path) => {
    const text = readFileSync(join(workspace, path), 'utf8');
    const file = path.replace('packages/gateway/', '');
    return [...text.matchAll(/(?:^|\()\s*(['"`])(.*\bI\d+\b.*)\1,/gm)].flatMap(([, , title = '']) =>
      [...title.matchAll(/\bI\d+\b/g)].map(([id]) => `${id} - \`${file}\`: ${withoutIds(title)}`),
    );
  });
}

/** What the title says, with an ellipsis for what differs from run to run. */
function withoutIds(title: string): string {
  return title.replace(/ \(I\d+(, I\d+)*\)$/, '').replaceAll(/\$\{.*?\}|%s/g, '…');
}
