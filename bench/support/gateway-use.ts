import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchGateway } from './bench-gateway.ts';

/** What a gateway says that it used while something was measured. */
export interface GatewayUse {
  readonly cpuMs: number;
  /** The longest time for which its event loop came round to nothing. */
  readonly longestDelayMs: number;
}

/** Begins to measure. @returns a function that says what was used since */
export async function watchUse(bench: BenchGateway): Promise<() => Promise<GatewayUse>> {
  const token = readFileSync(join(bench.dataDir, 'metrics.token'), 'utf8').trim();
  const read = async () => {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await fetch(`${bench.gateway.url}/metrics`, { headers });
    const text = await answer.text();
    const valueOf = (name: string) => {
      const line = text.split('\n').find((each) => each.startsWith(`${name} `));
      if (!line) throw new Error(`the metrics have no ${name}: ${answer.status}`);
      return Number(line.slice(name.length)) * 1_000;
    };
    return {
      cpuMs: valueOf('process_cpu_seconds_total'),
      // Each reading of the metrics begins it anew.
      longestDelayMs: valueOf('nodejs_eventloop_lag_max_seconds'),
    };
  };
  const before = await read();
  return async () => {
    const { cpuMs, longestDelayMs } = await read();
    return { cpuMs: cpuMs - before.cpuMs, longestDelayMs };
  };
}
