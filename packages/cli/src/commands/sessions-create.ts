import type { Session } from '@sluice/client';
import { buildCommand } from '../build-command.ts';
import { connect } from '../connect.ts';
import { exitCodes } from '../exit-codes.ts';
import {
  commonAliases,
  type GatewayFlags,
  type OutputFlags,
  gatewayFlags,
  outputFlags,
  type QueueFlags,
  queueFlags,
} from '../flags/common-flags.ts';
import { parseDuration } from '../flags/duration.ts';
import { formatFor } from '../output/formats.ts';
import { awaitSession, describeUnusable } from '../running/await-session.ts';
import { listenForInterrupts } from '../running/interrupts.ts';
import { notesFor } from '../running/notes.ts';
import { tellUnwritten } from '../running/tell-unwritten.ts';
import type { SluiceContext } from '../sluice-context.ts';
import { wishedQueue } from '../wished-queue.ts';
import { writeSession } from './write-session.ts';

interface SessionsCreateFlags extends GatewayFlags, OutputFlags, QueueFlags {
  readonly database?: string | undefined;
  readonly name?: string | undefined;
  readonly key?: string | undefined;
  /** Milliseconds. */
  readonly waitTimeout?: number | undefined;
  /** Milliseconds. */
  readonly idleTimeout?: number | undefined;
  readonly wait: boolean;
  /** Milliseconds. */
  readonly timeout?: number | undefined;
}

export const sessionsCreateCommand = buildCommand<SessionsCreateFlags, [], SluiceContext>({
  func(flags) {
    return createSession(this, flags);
  },
  parameters: {
    flags: {
      ...queueFlags,
      database: {
        kind: 'parsed',
        parse: String,
        optional: true,
        placeholder: 'NAME',
        brief: "database in which it begins; default: the queue's",
      },
      name: {
        kind: 'parsed',
        parse: String,
        optional: true,
        placeholder: 'TEXT',
        brief: 'a name for people',
      },
      key: {
        kind: 'parsed',
        parse: String,
        optional: true,
        placeholder: 'KEY',
        brief: 'your own name for this session: the same key again yields the same session',
      },
      waitTimeout: {
        kind: 'parsed',
        parse: parseDuration,
        optional: true,
        placeholder: 'TIME',
        brief: 'how long it may wait for a place of its queue before it fails (30s, 10m)',
      },
      idleTimeout: {
        kind: 'parsed',
        parse: parseDuration,
        optional: true,
        placeholder: 'TIME',
        brief: 'how long it may be idle before it is closed',
      },
      wait: { kind: 'boolean', default: true, brief: 'wait until it is open' },
      timeout: {
        kind: 'parsed',
        parse: parseDuration,
        optional: true,
        placeholder: 'TIME',
        brief: 'how long to wait for it (5s, 10m); it goes on waiting or starting after it',
      },
      ...outputFlags,
      ...gatewayFlags,
    },
    aliases: commonAliases,
  },
  docs: {
    brief: 'Create a session, and wait until it is open',
    fullDescription:
      'Ctrl-C while it waits or starts closes it: nothing is born later.\n\n' +
      'Exit codes: 0 it is open (with --no-wait: it was accepted); 1 it failed or was refused; ' +
      '3 the time is up and it waits or starts; 130 closed by Ctrl-C; 6 that close is not confirmed.',
  },
});

async function createSession(context: SluiceContext, flags: SessionsCreateFlags): Promise<void> {
  const { database, name, key, waitTimeout, idleTimeout } = flags;
  const client = connect(context, flags);
  using interrupts = listenForInterrupts(context.signals);
  const made = await client.sessions.create({
    ...wishedQueue(context, flags),
    ...(database !== undefined && { database }),
    ...(name !== undefined && { name }),
    ...(key !== undefined && { key }),
    ...(waitTimeout !== undefined && { wait_timeout_ms: waitTimeout }),
    ...(idleTimeout !== undefined && { idle_timeout_ms: idleTimeout }),
  });
  const format = formatFor(context, flags.output);
  const notes = notesFor(context, flags.quiet);
  const write = (session: Session) => {
    const left = `session ${session.id} is ${session.status}. To close it: sluice sessions close ${session.id}`;
    return tellUnwritten(writeSession(context, format, session), left, notes);
  };
  if (!flags.wait) return write(made);

  const awaited = await awaitSession(context, client, made, interrupts, notes, {
    timeoutMs: flags.timeout,
    isQuiet: flags.quiet,
  });
  if (awaited.kind === 'interrupted') {
    context.process.exitCode = awaited.exitCode;
    return;
  }
  await write(awaited.session);
  if (awaited.kind === 'open') return;
  if (awaited.kind === 'live') {
    const { id, status } = awaited.session;
    notes.say(`session ${id} is ${status}, the wait is over. To see: sluice sessions get ${id}`);
    context.process.exitCode = exitCodes.stillRunning;
    return;
  }
  notes.say(describeUnusable(awaited.session));
  context.process.exitCode = exitCodes.failed;
}
