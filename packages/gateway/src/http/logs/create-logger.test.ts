import { expect, it } from 'vitest';
import { AccessRefusedError } from '../../core/access/access-refused-error.ts';
import { createLogger } from './create-logger.ts';

function logged(log: (logger: ReturnType<typeof createLogger>) => void): string {
  let text = '';
  const write = (line: string) => {
    text += line;
  };
  log(createLogger('info', { write }));
  return text;
}

it('writes one JSON object a line, with a level and a time that can be read', () => {
  const lines = logged((logger) => {
    logger.info({ a: 1 }, 'first');
    logger.debug('not at this level');
    logger.warn('second');
  });
  const [first, second, rest] = lines.split('\n');
  expect(JSON.parse(first ?? '')).toEqual({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    a: 1,
    msg: 'first',
  });
  expect(JSON.parse(second ?? '')).toMatchObject({ level: 'warn', msg: 'second' });
  expect(rest).toBe('');
});

it('says of an error what it is, and nothing that it carries', () => {
  const canonicalRequest = 'GET\n/\n\nx-auth-token:hush';
  const err = new AccessRefusedError({ kind: 'bad_signature', canonicalRequest });
  const text = logged((logger) => logger.error({ err }, 'refused'));
  const line = JSON.parse(text) as { err: object };
  expect(line.err).toEqual({
    type: 'AccessRefusedError',
    message: 'access refused: bad_signature',
    stack: expect.stringContaining('create-logger.test.ts'),
  });
  expect(text).not.toContain('hush');
});

it('writes nothing of what is no error', () => {
  expect(logged((logger) => logger.error({ err: { password: 'hush' } }))).not.toContain('hush');
  expect(logged((logger) => logger.error({ err: 'hush' }))).not.toContain('hush');
});

it('writes no secret that somebody logs by mistake', () => {
  const text = logged((logger) => {
    logger.info({ password: 'hush', sql: 'hush', credential: { secretKey: 'hush' } });
    logger.info({ request: { headers: { authorization: 'hush', 'x-auth-token': 'hush' } } });
    logger.info({ req: { method: 'GET', url: '/a?token=hush', headers: { a: 'hush' } } });
  });
  expect(text).not.toContain('hush');
  expect(text).toContain('"path":"/a"');
});
