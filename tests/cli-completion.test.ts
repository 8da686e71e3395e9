import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runSluice, sluiceProgram } from './support/run-sluice.ts';

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'sluice-test-completion-'));
  symlinkSync(sluiceProgram, join(directory, 'sluice'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** What bash offers for the last of these words, which is where the cursor is. */
async function completedByBash(...words: string[]): Promise<string[]> {
  return completedBy('', ...words);
}

/** @param before what bash does once it has what it needs */
async function completedBy(before: string, ...words: string[]): Promise<string[]> {
  const script = `
    eval "$(sluice completion bash)"
    complete -p sluice > /dev/null || exit 9
    ${before}
    COMP_WORDS=(sluice "$@") COMP_CWORD=$#
    _sluice sluice "\${COMP_WORDS[COMP_CWORD]}" "\${COMP_WORDS[COMP_CWORD-1]}"
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  const path = [directory, dirname(process.execPath), process.env['PATH']].join(':');
  const { stdout, stderr } = await promisify(execFile)('bash', ['-c', script, 'bash', ...words], {
    env: { PATH: path, HOME: directory },
  });
  expect(stderr).toBe('');
  return stdout.split('\n').filter((line) => line !== '');
}

it('has bash complete commands, flags, and the words that a flag takes', async () => {
  expect(await completedByBash('')).toEqual(expect.arrayContaining(['sql', 'jobs', 'queues']));
  expect(await completedByBash('jobs', 'ca')).toEqual(['cancel']);
  expect(await completedByBash('jobs', 'list', '--lim')).toEqual(['--limit']);
  expect(await completedByBash('jobs', 'list', '-o', 'js')).toEqual(['json', 'jsonl']);
  expect(await completedByBash('jobs', 'list', '--status', 'que')).toEqual(['queued']);
  expect(await completedByBash('jobs', 'list', '--status', 'running,que')).toEqual([
    'running\\,queued',
  ]);
  expect(await completedByBash('jobs', 'list', '-o', 'csv,js')).toEqual([]);
  expect(await completedByBash('no-such-command', 'x')).toEqual([]);
});

it('has a script for each shell, and says which there are', async () => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { code, stdout } = await runSluice(['completion', shell]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('__complete') });
  }
  const { code, stderr } = await runSluice(['completion', 'csh']);
  expect(code).toBe(2);
  expect(stderr).toBe('sluice: "csh" is none of bash, zsh, fish\n');
});

it('has bash expand nothing of what is proposed', async () => {
  const evil = "sluice() { printf '%s\\n' '$(echo expanded)' 'a b' '销售'; }; LC_ALL=C.UTF-8";
  const told = await completedBy(evil, 'tables', 'get', '');
  expect(told).toEqual(['\\$\\(echo\\ expanded\\)', 'a\\ b', '销售']);
});
