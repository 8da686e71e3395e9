import { setImmediate } from 'node:timers/promises';
import { Sweeper } from '../../src/core/sweep/sweeper.ts';
import { storeDrivers } from '../contracts/store-drivers.ts';
import { keep, yearLater } from './year-later.ts';

// A process of its own: sweeps a store a year later, and tells its parent each slice that it took.
const [name, place = '', leaseToken] = process.argv.slice(2);
const driver = storeDrivers.find((candidate) => candidate.name === name);
if (!driver) throw new Error(`no driver is named ${name}`);
const { retention } = await driver.open(place);
process.on('disconnect', () => process.exit(1));

Sweeper.start(
  {
    retention: {
      ...retention,
      deleteJobs: async (...asked) => {
        const next = await retention.deleteJobs(...asked);
        process.send?.('slice');
        return next;
      },
    },
    remains: new Map(),
    buckets: { sweep: async () => {}, removeOlder: async () => {} },
    clock: { now: () => yearLater, steady: () => performance.now(), sleep: () => setImmediate() },
  },
  { keep, leaseToken: Number(leaseToken), everyMs: 1 },
  (what, cause) => {
    throw new Error(what, { cause });
  },
);
