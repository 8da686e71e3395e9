import { Receipt as ReceiptSchema } from '@sluice/protocol';
import { Value } from 'typebox/value';
import { expect, test } from 'vitest';
import type { Receipt } from '../../core/job/receipt.ts';
import { toOpenReceiptView, toReceiptView } from './receipt-view.ts';

const jobId = '6a3b7c10-11d2-4c55-a0f0-7b1b6a1f2c01';
const intent = { by: 'ada', at: 1_000, reason: 'user', requestId: 'r-1' } as const;

const receipt: Receipt = {
  jobId,
  intent,
  ending: 'cancelled',
  rung: 'kill-host',
  phases: { accepted: 1_000, delivered: 1_001, observed: 6_010, released: 6_020 },
  rungs: [
    { rung: 'interrupt', at: 1_001, answer: 'told' },
    { rung: 'kill-host', at: 6_001, answer: 'told' },
  ],
  checks: [
    {
      held: { kind: 'operation', engine: 'duckdb', ref: 'op' },
      isGone: true,
      read: '[]',
      at: 6_015,
    },
    { held: { kind: 'path', path: 'out/part' }, isGone: true, read: 'no such file', at: 6_016 },
    { held: { kind: 'process', pid: 7, startTime: '99' }, isGone: true, read: 'gone', at: 6_017 },
    { held: { kind: 'slot', queue: 'default' }, isGone: true, read: '0 of 4 slots', at: 6_020 },
  ],
  collateral: ['job x ran again'],
};

test('a receipt is shown whole, in the shape of the protocol', () => {
  const view = toReceiptView(receipt);
  expect([...Value.Errors(ReceiptSchema, view)]).toEqual([]);
  expect(view).toMatchObject({
    job_id: jobId,
    by: 'ada',
    reason: 'user',
    request_id: 'r-1',
    ending: 'cancelled',
    rung: 'kill-host',
    phases: {
      accepted: '1970-01-01T00:00:01.000Z',
      delivered: '1970-01-01T00:00:01.001Z',
      observed: '1970-01-01T00:00:06.010Z',
      released: '1970-01-01T00:00:06.020Z',
    },
    collateral: ['job x ran again'],
  });
  expect(view.rungs).toEqual([
    { rung: 'interrupt', at: '1970-01-01T00:00:01.001Z', answer: 'told' },
    { rung: 'kill-host', at: '1970-01-01T00:00:06.001Z', answer: 'told' },
  ]);
  expect(view.checks.map(({ held }) => held)).toEqual([
    { kind: 'operation', engine: 'duckdb', ref: 'op' },
    { kind: 'path', path: 'out/part' },
    { kind: 'process', pid: 7, start_time: '99' },
    { kind: 'slot', queue: 'default' },
  ]);
  expect(view.checks[2]).toMatchObject({ is_gone: true, read: 'gone' });
});

test('while a cancel goes on, only the wish is shown', () => {
  const view = toOpenReceiptView(jobId, intent);
  expect([...Value.Errors(ReceiptSchema, view)]).toEqual([]);
  expect(view).toMatchObject({
    by: 'ada',
    ending: null,
    rung: null,
    phases: {
      accepted: '1970-01-01T00:00:01.000Z',
      delivered: null,
      observed: null,
      released: null,
    },
    checks: [],
  });
});
