import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type StagedCheckout, stageCheckout } from './support/stage-checkout.ts';

const root = resolve(import.meta.dirname, '..');
const readme = pageOf('README.md');

function pageOf(name: string): string {
  return readFileSync(join(root, name), 'utf8');
}

/** The commands of a heading, as they stand in the README or another page. */
function commandsUnder(heading: string, language: string, page = readme): string {
  const section = page.split(/^###? /m).find((part) => part.startsWith(`${heading}\n`));
  const block = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'ms').exec(section ?? '');
  if (!block?.[1]) throw new Error(`there is no ${language} block under ${heading}`);
  return block[1];
}

function parts(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([part]) => part);
}

describe('the README', () => {
  let checkout: StagedCheckout;
  beforeAll(async () => {
    checkout = await stageCheckout();
  });
  afterAll(() => checkout.close());

  it('asks real questions', async () => {
    const answer = await checkout.paste(commandsUnder('Ask real questions', 'sh'));
    expect(answer).toContain('ORD\t166341\t9.3');
    expect(answer).toContain('100001');
  });

  it('stops something, with proof', async () => {
    const answer = await checkout.paste(commandsUnder('Stop something', 'sh'));
    expect(answer).toMatch(/^status\trunning$/m);
    expect(answer).toMatch(/\tcancelled\tcancelled\t/);
    expect(answer).toMatch(/^stopped by\tinterrupt$/m);
  });

  it('runs a program, and stops one to its last child', async () => {
    const answer = await checkout.paste(commandsUnder('Run a program', 'sh'));
    expect(answer).toMatch(/^ORD to [A-Z]{3} \d+$/m);
    expect(answer).toMatch(/^[A-Z]{3} has \d+ flights, late by -?\d+\.\d+ minutes$/m);
    expect(answer).toMatch(/^stopped by\tterminate$/m);
  });

  it('runs every command of the page of batches', async () => {
    const blocks = [...pageOf('docs/batches.md').matchAll(/^```sh\n(.*?)^```$/gms)];
    const answer = await checkout.paste(blocks.map(([, block]) => block).join(''));
    expect(answer).toContain('the day is 2024-01-02');
    expect(answer).toMatch(/\tcancelled\tcancelled\t/);
    expect(answer).toContain('[[42]]');
    expect(answer).toContain('[3/3] line 3: SELECT sum(i) AS total FROM nights\ntotal\n-----\n3');
  }, 200_000);

  it('calls with curl', async () => {
    const answer = await checkout.paste(commandsUnder('With curl', 'sh'));
    expect(answer).toContain('"readme-max-delay"');
    expect(answer).toContain('"nightly"');
  });

  it('gets a token, and asks Fabric with it', async () => {
    const token = commandsUnder('A token', 'sh', pageOf('docs/security.md'));
    const fabric = commandsUnder('From a token to an answer', 'sh', pageOf('docs/fabric.md'));
    const answer = await checkout.paste(token + fabric);
    expect(answer).toContain(`"id":"${checkout.gateway.projectId}"`);
    expect(answer).toMatch(/"PGRES_COMMAND_OK".*"PGRES_TUPLES_OK".*"rows":\[\["\d+"\]\]/s);
    expect(answer.trim().split('\n').at(-1)).toMatch(/200$/);
  });

  const python = process.env['SLUICE_TEST_PYTHON'];
  it.skipIf(!python)('runs the official Python SDK', async () => {
    const answer = await checkout.paste(
      commandsUnder('With the official Python SDK', 'python'),
      python,
    );
    expect(answer.trim().split('\n').at(-1)).toBe('True');
  });
});

describe('the README in Chinese', () => {
  const chinese = readFileSync(join(root, 'README.zh-CN.md'), 'utf8');

  it('has the same commands, in the same order', () => {
    const commands = /^```.*?^```$/gms;
    expect(parts(chinese, commands)).toEqual(parts(readme, commands));
  });

  it('has as many headings, tables of the same calls, and the same links', () => {
    const headings = /^#+ /gm;
    expect(parts(chinese, headings)).toEqual(parts(readme, headings));
    const answers = /`[A-Z]+ \/[^`]+`|`\w+\.\d{4}`/g;
    expect(parts(chinese, answers)).toEqual(parts(readme, answers));
    const links = /\]\((?!README)[^)]+\)/g;
    expect(parts(chinese, links)).toEqual(parts(readme, links));
  });
});

describe.each(['README.md', 'README.zh-CN.md'])('%s', (name) => {
  it('links only to pages that are there', () => {
    for (const [, target = ''] of readFileSync(join(root, name), 'utf8').matchAll(
      /\]\((?!http)([^)#]+)\)/g,
    )) {
      expect({ target, isThere: existsSync(join(root, target)) }).toEqual({
        target,
        isThere: true,
      });
    }
  });
});
