import { readFileSync } from 'node:fs';

/** The process in which DuckDB runs. */
export function findHost(gatewayPid: number): number {
  const children = readFileSync(`/proc/${gatewayPid}/task/${gatewayPid}/children`, 'utf8');
  const host = children
    .trim()
    .split(' ')
    .find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('host/main.ts'));
  if (host === undefined) throw new Error(`the gateway has no host among ${children}`);
  return Number(host);
}
