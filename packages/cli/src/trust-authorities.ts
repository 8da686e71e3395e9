import { readFileSync } from 'node:fs';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { UsageError } from './usage-error.ts';

/**
 * Trusts the authorities in the PEM file that SLUICE_CA names, beside the usual ones, for every
 * connection of this process.
 */
export function trustAuthorities({ SLUICE_CA }: NodeJS.ProcessEnv): void {
  if (!SLUICE_CA) return;
  try {
    setDefaultCACertificates([...getCACertificates(), readFileSync(SLUICE_CA, 'utf8')]);
  } catch (error) {
    throw new UsageError(`SLUICE_CA: cannot use ${SLUICE_CA}: ${(error as Error).message}`);
  }
}
