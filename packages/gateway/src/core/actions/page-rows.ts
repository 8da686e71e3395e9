import type { EndedJob } from '../job/job.ts';
import type { Ports } from '../ports/ports.ts';
import type { PageBound } from '../ports/result-reader.ts';

/**
 * How many rows a page of a result may have, so that none is larger than `most`. What lies in the store is
 * small.
 */
export async function pageRows(
  ports: Pick<Ports, 'engines'>,
  job: EndedJob,
  most: PageBound,
): Promise<number> {
  const { ending } = job.state;
  if (ending.how !== 'succeeded' || ending.result.rows.at !== 'engine') return most.rows;
  return (await ports.engines.get(job.request.engine)?.results.pageRows(job, most)) ?? most.rows;
}
