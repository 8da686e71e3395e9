import { helpText } from './config/help-text.ts';
import { ConfigError } from './config/config.ts';
import { readConfig } from './config/read-config.ts';
import { UnavailableError } from './core/ports/unavailable-error.ts';
import { lookAtBatches } from './compose-batches.ts';
import { startGateway } from './compose.ts';
import { runDoctor } from './doctor/run-doctor.ts';
import { isOfTheSystem, reasonOf } from './system/reason-of.ts';
import { StartError } from './system/start-error.ts';
import { untilStopped } from './system/until-stopped.ts';
import { welcomeText } from './system/welcome-text.ts';

/** sysexits(3): the gateway was asked for something that cannot be. */
const configExit = 78;

if (process.argv.includes('--help')) {
  process.stdout.write(`${helpText()}\n`);
} else if (process.argv[2] === 'doctor') {
  process.exitCode = await told(() => runDoctor(process.argv.includes('--json'), lookAtBatches));
} else if (process.argv.length > 2) {
  const given = process.argv.slice(2).join(' ');
  process.stderr.write(`sluice: unknown argument ${given}; there are doctor and --help\n`);
  process.exitCode = configExit;
} else {
  process.exitCode = await told(run);
}
// A connection or a timer that somebody forgot must not keep a stopped gateway alive.
setTimeout(() => process.exit(), 2_000).unref();

async function run(): Promise<number> {
  const stopped = untilStopped();
  const config = readConfig(process.env, process.cwd());
  const gateway = await startGateway(config);
  process.stderr.write(welcomeText(gateway.welcome));
  await stopped;
  await gateway.stop();
  return 0;
}

/** Says in one line what a person can do something about. */
async function told(work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ConfigError || error instanceof StartError) {
      process.stderr.write(`sluice: ${error.message}\n`);
      return error instanceof ConfigError ? configExit : 1;
    }
    if (error instanceof UnavailableError) {
      process.stderr.write(
        `sluice: cannot start: ${error.message}; is there room on the disk of the data directory?\n`,
      );
      return 1;
    }
    if (isOfTheSystem(error)) {
      process.stderr.write(`sluice: cannot start: ${reasonOf(error)}\n`);
      return 1;
    }
    throw error;
  }
}
