import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';

it('the log is not held up by who reads it slowly, and loses nothing of an orderly end', async () => {
  const lines = 2_000;
  const program = `
    const { createLogger } = await import(${JSON.stringify(import.meta.resolve('../../src/http/logs/create-logger.ts'))});
    const log = createLogger('info');
    for (let n = 0; n < ${lines}; n++) log.info({ n, filler: 'x'.repeat(200) });
    process.send('logged', () => process.disconnect());
  `;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  // More than a pipe holds, and nobody has read any of it.
  await once(child, 'message');
  if (!child.stdout) throw new Error('there is no pipe');
  const written = await text(child.stdout);
  expect(written.trimEnd().split('\n')).toHaveLength(lines);
  expect(written.trimEnd().split('\n').at(-1)).toContain(`"n":${lines - 1}`);
});
