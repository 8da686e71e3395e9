import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { AdminCredential } from '@sluice/client/admin';
import type { Format } from '../../output/formats.ts';
import { writeRecord } from '../../output/write-record.ts';
import { notesFor } from '../../running/notes.ts';
import type { SluiceContext } from '../../sluice-context.ts';

export const outFlag = {
  kind: 'parsed',
  parse: String,
  optional: true,
  placeholder: 'FILE',
  brief: 'write the credential to this new file, of mode 0600, and not to standard output',
} as const;

/**
 * Tells a credential, this once. A file of it is one that `--credentials` and `sluice login --file`
 * take; an existing file is not overwritten.
 */
export async function writeCredential(
  context: SluiceContext,
  format: Format,
  out: string | undefined,
  credential: AdminCredential,
): Promise<void> {
  const notes = notesFor(context, false);
  if (out !== undefined) {
    const file = resolve(context.workingDirectory, out);
    writeFileSync(file, `${JSON.stringify(credential, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
    notes.say(`the credential of ${credential.user} is in ${file}`);
    return;
  }
  await writeRecord(context, format, {
    fields: Object.entries(credential).map(([name, value]) => [name, value] as const),
    whole: credential,
    name: credential.access_key,
  });
  notes.say('This is told once: only what checks it is kept.');
}
