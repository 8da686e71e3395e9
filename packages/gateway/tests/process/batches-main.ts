// A gateway that runs batches, to be killed: it submits the programs that it is named, and says when all
// are ready.
import { startBatches } from './start-batches.ts';

const [dataDir = '', ...programs] = process.argv.slice(2);
const world = await startBatches({ dataDir });
// So long that none is killed for it.
const graceMs = 600_000;
const jobs = await Promise.all(programs.map((program) => world.submit(program, { graceMs })));
await Promise.all(jobs.map((job) => world.ready(job)));
process.stdout.write(`${JSON.stringify(jobs.map(({ id }) => id))}\n`);
