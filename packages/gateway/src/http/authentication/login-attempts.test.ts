import { describe, expect, it } from 'vitest';
import { LoginAttempts } from './login-attempts.ts';

function start() {
  let now = 1_000_000;
  const attempts = new LoginAttempts({ steady: () => now });
  return {
    attempts,
    pass: (ms: number) => {
      now += ms;
    },
    /** How many wrong tries get through, of so many. */
    wrong: (tries: number, user: (n: number) => string, address: (n: number) => string) =>
      Array.from({ length: tries }, (_, n) => attempts.begin('d', user(n), address(n))).filter(
        ({ kind }) => kind === 'allowed',
      ).length,
  };
}

describe('log-in attempts', () => {
  it('are ten wrong ones for a user, from wherever, in five minutes', () => {
    const { attempts, wrong, pass } = start();
    expect(
      wrong(
        30,
        () => 'maria',
        (n) => `10.0.0.${n}`,
      ),
    ).toBe(10);
    expect(attempts.begin('d', 'maria', '10.9.9.9')).toEqual({
      kind: 'wait',
      retryAfterSeconds: 300,
      isFirst: false,
    });
    expect(attempts.begin('d', 'oscar', '10.9.9.9').kind).toBe('allowed');
    pass(300_000);
    expect(attempts.begin('d', 'maria', '10.9.9.9').kind).toBe('allowed');
  });

  it('tell who is the first to be held back, once in that time', () => {
    const { attempts, wrong, pass } = start();
    const holdBack = () => {
      wrong(
        10,
        () => 'maria',
        (n) => `10.0.0.${n}`,
      );
      return [1, 2, 3].map(() => attempts.begin('d', 'maria', '10.9.9.9'));
    };
    expect(holdBack()).toMatchObject([{ isFirst: true }, { isFirst: false }, { isFirst: false }]);
    pass(300_000);
    expect(holdBack()).toMatchObject([{ isFirst: true }, { isFirst: false }, { isFirst: false }]);
  });

  it('are thirty wrong ones from an address, for whomever', () => {
    const { attempts, wrong } = start();
    expect(
      wrong(
        100,
        (n) => `user-${n}`,
        () => '10.0.0.1',
      ),
    ).toBe(30);
    expect(attempts.begin('d', 'maria', '10.0.0.2').kind).toBe('allowed');
  });

  it('count while they are under way, and no more once one was right', () => {
    const { attempts, wrong } = start();
    const first = attempts.begin('d', 'maria', '10.0.0.1');
    expect(
      wrong(
        20,
        () => 'maria',
        () => '10.0.0.1',
      ),
    ).toBe(9);
    if (first.kind === 'allowed') first.succeeded();
    expect(attempts.begin('d', 'maria', '10.0.0.1').kind).toBe('allowed');
  });

  it('tell two users apart whose names run together', () => {
    const { attempts } = start();
    for (let n = 0; n < 10; n++) attempts.begin('d', 'x', '10.0.0.1');
    expect(attempts.begin('dx', '', '10.0.0.1').kind).toBe('allowed');
    expect(attempts.begin('d', 'x', '10.0.0.1').kind).toBe('wait');
  });

  it('fill no memory, however many names come', () => {
    const { attempts, wrong } = start();
    for (let n = 0; n < 10; n++) attempts.begin('d', 'kept', '10.0.0.1');
    wrong(
      15_000,
      (n) => `u${n}`,
      (n) => `a${n}`,
    );
    // The oldest was forgotten to make room.
    expect(attempts.begin('d', 'kept', '10.0.0.2').kind).toBe('allowed');
  });
});
