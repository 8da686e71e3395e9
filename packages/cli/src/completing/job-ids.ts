import type { JobListQuery } from '@sluice/client';
import type { Noun } from '../running/noun-of.ts';
import { askingGateway } from './asking-gateway.ts';

/** The newest jobs, or batches; of a command that is for live ones those alone. */
export function jobIds(noun: Noun, status?: JobListQuery['status']) {
  return askingGateway(async (client, options) => {
    const query: JobListQuery = {
      limit: 50,
      ...(status !== undefined && { status }),
      ...(noun === 'batch' && { class: ['batch'] }),
    };
    return (await client.list(query, options)).jobs.map(({ id }) => id);
  });
}
