import { buildApplication, buildCommand, type CommandContext, text_en } from '@stricli/core';
import { allCases } from './cases/all-cases.ts';
import { exitCodes } from './exit-codes.ts';
import { openTarget } from './open-target.ts';
import { optionFlags, type Options } from './options.ts';
import { type Report, runCases } from './play/run-cases.ts';
import { jsonReport } from './report/json-report.ts';
import { caseLines, figureLines, tableHead } from './report/table-report.ts';
import { UsageError } from './usage-error.ts';

export interface ConformanceContext extends CommandContext {
  readonly process: {
    readonly stdout: NodeJS.WriteStream;
    readonly stderr: NodeJS.WriteStream;
    readonly env: NodeJS.ProcessEnv;
    exitCode?: number;
  };
  /** Aborted by Ctrl-C and the like. */
  readonly stopped: AbortSignal;
}

const command = buildCommand<Options, [], ConformanceContext>({
  func(options) {
    return judge(this, options);
  },
  parameters: { flags: optionFlags, positional: { kind: 'tuple', parameters: [] } },
  docs: {
    brief: 'Play the cases of cancel conformance against a server, and say which hold',
    fullDescription:
      'Submits work to the server, cancels it, and looks whether what was said is so: at states, ' +
      'at rows, and, where it is told how, at the processes of the server. Do not point it at a ' +
      'server that others are using: it fills queues, and with --may-signal and ' +
      '--restart-command it kills.\n\n' +
      'Exit codes: 0 all that could be judged held; 1 something did not; 2 the command line ' +
      'cannot be used; 3 nothing could be judged, or the run was stopped. Ctrl-C takes away what was submitted.',
  },
});

/** The command `sluice-conformance`. */
export const application = buildApplication<ConformanceContext>(command, {
  name: 'sluice-conformance',
  scanner: { caseStyle: 'allow-kebab-for-camel' },
  documentation: { caseStyle: 'convert-camel-to-kebab', onlyRequiredInUsageLine: true },
  localization: {
    text: {
      ...text_en,
      exceptionWhileRunningCommand: (error) => `sluice-conformance: ${messageOf(error)}`,
    },
  },
  determineExitCode: (error) =>
    error instanceof UsageError ? exitCodes.usage : exitCodes.notJudged,
});

async function judge(context: ConformanceContext, options: Options): Promise<void> {
  const { stdout, env } = context.process;
  const asked = options.case;
  const cases = asked ? allCases.filter(({ number }) => asked.includes(number)) : allCases;
  if (cases.length === 0) throw new UsageError('there are no such cases');
  const target = await openTarget(options, env);
  if (!options.json) stdout.write(tableHead);
  const report = await runCases(target, cases, context.stopped, (result) => {
    if (!options.json) stdout.write(caseLines(result));
  });
  stdout.write(options.json ? jsonReport(report) : figureLines(report));
  context.process.exitCode = exitCodeOf(report);
}

function exitCodeOf({ results }: Report): number {
  if (results.some(({ verdict }) => verdict === 'not held')) return exitCodes.notHeld;
  const isJudged = results.some(({ verdict }) => verdict === 'held');
  return isJudged ? exitCodes.held : exitCodes.notJudged;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
