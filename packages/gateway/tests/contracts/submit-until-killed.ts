import type { Queue } from '../../src/core/ports/queue-store.ts';
import { submitJob } from './sample-job.ts';
import { storeDrivers } from './store-drivers.ts';

// A process of its own: submits without end and tells its parent each answer, until it is killed.
const [name, place = '', queueText = ''] = process.argv.slice(2);
const driver = storeDrivers.find((candidate) => candidate.name === name);
if (!driver) throw new Error(`no driver is named ${name}`);
const stores = await driver.open(place);
const queue = JSON.parse(queueText) as Queue;

async function submitForEver(): Promise<never> {
  for (;;) {
    const { id } = await submitJob(stores, queue);
    process.send?.(id);
  }
}

process.on('disconnect', () => process.exit(1));
await Promise.all(Array.from({ length: 8 }, submitForEver));
