import type { Finding } from '@sluice/protocol';
import type { Door } from '../config/config.ts';
import { readTlsFiles } from '../system/tls-files.ts';
import { fail, ok, warn } from './finding.ts';

const dayMs = 24 * 60 * 60 * 1_000;
const soonDays = 14;

export function checkCertificate({ tls, listen }: Door, now: number): Finding {
  const what = 'certificate';
  if (!tls) return ok(what, `none; ${listen.host} is served in the clear`);
  const answer = readTlsFiles(tls.certFile, tls.keyFile, now);
  if (answer.kind === 'refused') return fail(what, answer.detail);
  const days = Math.floor((Date.parse(answer.pair.own.validTo) - now) / dayMs);
  const told = `${tls.certFile} is good for ${days} more day${days === 1 ? '' : 's'}`;
  return days < soonDays
    ? warn(what, `${told}: renew it, then run "sluice server reload-tls"`)
    : ok(what, told);
}
