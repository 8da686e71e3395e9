// A gateway as far as batches go, to be killed, or to run as another user. It starts one program, says
// so, and takes rungs: a line each.
import { createInterface } from 'node:readline';
import { isolationHere, runProgram, stdoutOf, untilReady } from './run-program.ts';

const [dataDir = '', ...program] = process.argv.slice(2);
const isolation = await isolationHere(dataDir);
const batch = await runProgram(dataDir, isolation, program);
await untilReady(batch);
say({ isolation, jobId: batch.room.place.marker.split('=')[1] });

for await (const rung of createInterface({ input: process.stdin })) {
  batch.take(rung === 'kill' ? 'kill' : 'terminate');
  const end = await batch.ended;
  say({ ...end, check: batch.check(), stdout: stdoutOf(batch) });
}

function say(what: unknown): void {
  process.stdout.write(`${JSON.stringify(what)}\n`);
}
