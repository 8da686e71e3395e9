import { buildCommand } from '../../build-command.ts';
import { connectAdmin } from '../../connect-admin.ts';
import { type AdminFlags, adminFlags } from '../../flags/admin-flags.ts';
import { notesFor } from '../../running/notes.ts';
import type { SluiceContext } from '../../sluice-context.ts';

export const reloadTlsCommand = buildCommand<AdminFlags, [], SluiceContext>({
  async func(flags) {
    const served = await connectAdmin(this, flags).ask('reload-tls', {});
    notesFor(this, false).say(`serving ${served.subject}, valid to ${served.valid_to}`);
  },
  parameters: { flags: adminFlags },
  docs: { brief: 'Take a renewed certificate into use, without a restart' },
});
