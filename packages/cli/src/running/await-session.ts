import { AbortedError, type Session, type SluiceClient } from '@sluice/client';
import type { ExitCode } from '../exit-codes.ts';
import { printable } from '../output/printable.ts';
import type { SluiceContext } from '../sluice-context.ts';
import type { Interrupts } from './interrupts.ts';
import type { Notes } from './notes.ts';
import { openProgressLine, pollFor } from './progress-line.ts';
import { standingOfSession } from './standing.ts';
import { stopSession } from './stop-session.ts';

export type AwaitedSession =
  | { readonly kind: 'open'; readonly session: Session }
  /** The time was up while it waits or starts. */
  | { readonly kind: 'live'; readonly session: Session }
  /** It will never be open. */
  | { readonly kind: 'unusable'; readonly session: Session }
  /** A Ctrl-C came first, perhaps at the very end; what it did has been told. */
  | { readonly kind: 'interrupted'; readonly exitCode: ExitCode };

export interface AwaitWish {
  /** Absent: as long as it takes. */
  readonly timeoutMs?: number | undefined;
  readonly isQuiet: boolean;
}

/** Waits until a new session is open, and shows meanwhile how it stands. Until then a Ctrl-C is a close of it. */
export async function awaitSession(
  context: SluiceContext,
  client: SluiceClient,
  { id }: Session,
  interrupts: Interrupts,
  notes: Notes,
  { timeoutMs, isQuiet }: AwaitWish,
): Promise<AwaitedSession> {
  const { first: signal } = interrupts;
  try {
    using progress = openProgressLine(context, isQuiet, 'Ctrl-C stops it');
    const onLook = (session: Session) => progress.show(standingOfSession(session));
    const session = await client.sessions.wait(id, {
      signal,
      timeoutMs,
      onLook,
      ...pollFor(context),
    });
    if (!signal.aborted) return { kind: kindOf(session), session };
  } catch (error) {
    if (!(error instanceof AbortedError)) throw error;
  }
  return { kind: 'interrupted', exitCode: await stopSession(client, id, interrupts, notes) };
}

function kindOf({ status }: Session): 'open' | 'live' | 'unusable' {
  if (status === 'open') return status;
  return status === 'waiting' || status === 'starting' ? 'live' : 'unusable';
}

/** How a session is that cannot be used, as a line for a person. */
export function describeUnusable({ id, status, error }: Session): string {
  const reason = error ? printable(` (${error.code}): ${error.message}`) : '';
  return `session ${id} is ${status}${reason}`;
}
