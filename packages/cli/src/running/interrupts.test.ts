import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { listenForInterrupts } from './interrupts.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => vi.useRealTimers());

function keyboard(): EventEmitter & Pick<NodeJS.Process, 'on' | 'off'> {
  return new EventEmitter() as EventEmitter & Pick<NodeJS.Process, 'on' | 'off'>;
}

it('hears a first and a second Ctrl-C', () => {
  const signals = keyboard();
  using interrupts = listenForInterrupts(signals);
  expect(interrupts.first.aborted).toBe(false);

  signals.emit('SIGINT');
  expect(interrupts.first.aborted).toBe(true);
  expect(interrupts.second.aborted).toBe(false);

  vi.advanceTimersByTime(501);
  signals.emit('SIGTERM');
  expect(interrupts.second.aborted).toBe(true);
});

it('takes the same Ctrl-C, passed on by a wrapper, for one', () => {
  const signals = keyboard();
  using interrupts = listenForInterrupts(signals);

  signals.emit('SIGINT');
  vi.advanceTimersByTime(80);
  signals.emit('SIGINT');
  expect(interrupts.second.aborted).toBe(false);
});

it('leaves the signals to the system when it is disposed of', () => {
  const signals = keyboard();
  {
    using interrupts = listenForInterrupts(signals);
    expect(interrupts.first.aborted).toBe(false);
    expect(signals.listenerCount('SIGINT')).toBe(1);
  }
  expect(signals.listenerCount('SIGINT')).toBe(0);
  expect(signals.listenerCount('SIGTERM')).toBe(0);
});
