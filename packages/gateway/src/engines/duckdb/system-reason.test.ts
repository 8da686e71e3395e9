import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createConnection } from 'node:net';
import { expect, it } from 'vitest';
import { systemReason } from './system-reason.ts';

it('names no path of the machine', async () => {
  const told: string[] = [];
  try {
    mkdirSync('/proc/nowhere/a');
  } catch (error) {
    told.push(systemReason(error));
  }
  const emitters = [createConnection('/nowhere/a.sock'), spawn('/nowhere/program')];
  const errors = await Promise.all(emitters.map((emitter) => once(emitter, 'error')));
  told.push(...errors.map(([error]) => systemReason(error)));
  expect(told).toEqual([
    'mkdir failed (ENOENT)',
    'connect failed (ENOENT)',
    'spawn failed (ENOENT)',
  ]);
});

it('tells the text of any other error', () => {
  expect(systemReason(new Error('the host is gone'))).toBe('the host is gone');
  expect(systemReason('gone')).toBe('gone');
});
