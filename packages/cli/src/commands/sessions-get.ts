import { buildCommand } from '../build-command.ts';
import { connect } from '../connect.ts';
import {
  commonAliases,
  type CallFlags,
  type OutputFlags,
  callFlags,
  outputFlags,
} from '../flags/common-flags.ts';
import { sessionIdArgument } from '../flags/session-id.ts';
import { formatFor } from '../output/formats.ts';
import type { SluiceContext } from '../sluice-context.ts';
import { writeSession } from './write-session.ts';

interface SessionsGetFlags extends CallFlags, OutputFlags {}

export const sessionsGetCommand = buildCommand<SessionsGetFlags, [id: string], SluiceContext>({
  func(flags, id) {
    return getSession(this, flags, id);
  },
  parameters: {
    positional: { kind: 'tuple', parameters: [sessionIdArgument] },
    flags: { ...outputFlags, ...callFlags },
    aliases: commonAliases,
  },
  docs: { brief: 'Show a session' },
});

async function getSession(context: SluiceContext, flags: SessionsGetFlags, id: string) {
  const session = await connect(context, flags, flags.timeout).sessions.get(id);
  await writeSession(context, formatFor(context, flags.output), session);
}
