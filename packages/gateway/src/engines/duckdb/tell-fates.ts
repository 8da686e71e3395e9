import type { SessionId } from '../../core/session/session.ts';
import type { SessionFate } from './session-context.ts';

/** What becomes of the sessions of a host that was killed. */
export type SessionFates = ReadonlyMap<SessionId, Promise<SessionFate>>;

/** Tells what each session went through, for the receipt of whom the host was killed for. */
export async function tellFates(fates: SessionFates, collateral: string[]): Promise<void> {
  for (const [sessionId, deciding] of fates) {
    const fate = await deciding;
    switch (fate.kind) {
      case 'restored':
        collateral.push(`session ${sessionId} was restored in a new host`);
        break;
      case 'lost':
        collateral.push(`session ${sessionId} was lost: ${fate.why}`);
        break;
      case 'closed':
        break;
    }
  }
}
