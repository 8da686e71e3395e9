import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { SluiceContext } from '../../sluice-context.ts';
import { UsageError } from '../../usage-error.ts';

/** Before anything is changed: a credential that cannot be written down would be lost. */
export function refuseExistingFile(context: SluiceContext, out: string | undefined): void {
  if (out === undefined || !existsSync(resolve(context.workingDirectory, out))) return;
  throw new UsageError(`--out ${out}: there is a file already; name a new one`);
}
