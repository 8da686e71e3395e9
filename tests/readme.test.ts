import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type StartedGateway, startGateway } from './support/start-gateway.ts';

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
  let gateway: StartedGateway;
  let directory: string;
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'sluice-test-readme-'));
    for (const name of ['node_modules', 'examples']) {
      symlinkSync(join(root, name), join(directory, name));
    }
    gateway = await startGateway({ dataDir: join(directory, '.sluice') });
  });
  afterAll(async () => {
    await gateway.stop();
    rmSync(directory, { recursive: true });
  });

  /** Runs a block as a person would who pastes it in the checkout. */
  async function paste(block: string, program = 'bash'): Promise<string> {
    const flags = program === 'bash' ? ['-euo', 'pipefail', '-c'] : ['-c'];
    const { stdout } = await promisify(execFile)(program, [...flags, block], {
      cwd: directory,
      timeout: 60_000,
    });
    return stdout;
  }

  it('asks real questions', async () => {
    const answer = await paste(commandsUnder('Ask real questions', 'sh'));
    expect(answer).toContain('ORD\t166341\t9.3');
    expect(answer).toContain('100001');
  });

  it('stops something, with proof', async () => {
    const answer = await paste(commandsUnder('Stop something', 'sh'));
    expect(answer).toMatch(/^status\trunning$/m);
    expect(answer).toMatch(/\tcancelled\tcancelled\t/);
    expect(answer).toMatch(/^stopped by\tinterrupt$/m);
  });

  it('runs a program, and stops one to its last child', async () => {
    const answer = await paste(commandsUnder('Run a program', 'sh'));
    expect(answer).toMatch(/^ORD to [A-Z]{3} \d+$/m);
    expect(answer).toMatch(/^[A-Z]{3} has \d+ flights, late by -?\d+\.\d+ minutes$/m);
    expect(answer).toMatch(/^stopped by\tterminate$/m);
  });

  it('calls with curl', async () => {
    const answer = await paste(commandsUnder('With curl', 'sh'));
    expect(answer).toContain('"readme-max-delay"');
    expect(answer).toContain('"nightly"');
  });

  it('gets a token, and asks Fabric with it', async () => {
    const token = commandsUnder('A token', 'sh', pageOf('docs/security.md'));
    const fabric = commandsUnder('From a token to an answer', 'sh', pageOf('docs/fabric.md'));
    const answer = await paste(token + fabric);
    expect(answer).toContain(`"id":"${gateway.projectId}"`);
    expect(answer).toMatch(/"PGRES_COMMAND_OK".*"PGRES_TUPLES_OK".*"rows":\[\["\d+"\]\]/s);
    expect(answer.trim().split('\n').at(-1)).toMatch(/200$/);
  });

  const python = process.env['SLUICE_TEST_PYTHON'];
  it.skipIf(!python)('runs the official Python SDK', async () => {
    const answer = await paste(commandsUnder('With the official Python SDK', 'python'), python);
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
