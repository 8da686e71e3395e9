import { createQueue, queuedJob } from './sample-job.ts';
import { storeDrivers } from './store-drivers.ts';

// A process of its own, whose files cannot grow past a limit: submits until the disk is full, and
// prints which jobs were answered and which were refused.
const [name, place = ''] = process.argv.slice(2);
const driver = storeDrivers.find((candidate) => candidate.name === name);
if (!driver) throw new Error(`no driver is named ${name}`);
await using stores = await driver.open(place);
const queue = await createQueue(stores);
const answered: string[] = [];
const refused: string[] = [];
const reasons = new Set<string>();

async function submitOne(): Promise<void> {
  const job = queuedJob(queue, { sql: 'x'.repeat(20_000) });
  try {
    await stores.jobs.submit(job);
    answered.push(job.id);
  } catch (error) {
    refused.push(job.id);
    reasons.add(String(error));
  }
}

while (refused.length < 100) await Promise.all(Array.from({ length: 20 }, submitOne));
process.stdout.write(JSON.stringify({ answered, refused, reasons: [...reasons] }));
