import { readFileSync } from 'node:fs';
import { Value } from 'typebox/value';
import { UsageError } from '../usage-error.ts';
import { duckdbWorkload } from './duckdb-workload.ts';
import { sparkWorkload } from './spark-workload.ts';
import { Workload } from './workload.ts';

/** Workloads that need no file. */
const known: Readonly<Record<string, Workload>> = {
  duckdb: duckdbWorkload,
  spark: sparkWorkload,
};

/**
 * @param name of a known workload, or the path of a JSON file with one
 * @throws UsageError when there is none, or it does not fit
 */
export function readWorkload(name: string): Workload {
  const found = known[name];
  if (found) return found;
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(name, 'utf8'));
  } catch (error) {
    const names = Object.keys(known).join(', ');
    const { message } = error as Error;
    throw new UsageError(`the workload is none of ${names}, and no file to be read: ${message}`);
  }
  if (Value.Check(Workload, content)) return content;
  const [first] = Value.Errors(Workload, content);
  throw new UsageError(`${name} is no workload: ${first?.instancePath ?? ''} ${first?.message}`);
}
