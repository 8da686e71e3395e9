import { randomUUID } from 'node:crypto';
import { ProjectPlaces } from '../../packages/gateway/src/engines/duckdb/project-places.ts';
import { startHost } from '../../packages/gateway/src/engines/duckdb/start-host.ts';

/** A host of the kind that the gateway has, without a gateway. */
export interface BareHost {
  /** Runs a statement to its end. */
  run(sql: string): Promise<void>;
  stop(): Promise<void>;
}

/** Starts one over the database of a project. A gateway's host would hold the lock: it comes after it. */
export async function startBareHost(dataDir: string, projectId: string): Promise<BareHost> {
  const settled = new Map<string, () => void>();
  const places = new ProjectPlaces(dataDir, projectId);
  const limits = { memoryBytes: 6e9, temporaryBytes: 20e9, threads: 2, orphanMs: 30_000 };
  const host = await startHost(places, limits, 1, {
    settled: (jobId) => settled.get(jobId)?.(),
    progress: () => {},
    committing: () => {},
    gone: () => {},
    takenOver: () => {},
  });
  return {
    run: async (sql) => {
      const jobId = randomUUID();
      const { promise, resolve } = Promise.withResolvers<void>();
      settled.set(jobId, resolve);
      const order = {
        jobId,
        sql,
        parameters: [],
        database: 'default',
        isQuery: sql.startsWith('SELECT'),
        mac: '',
        resultFile: places.resultFile(jobId),
        copyTo: null,
        exports: null,
        moves: null,
        writeNote: places.writeNote(jobId),
        room: { database: null, bucket: null, results: null },
        creates: null,
        sessionId: null,
        step: 'statement' as const,
        verb: 'SELECT',
      };
      await host.call({ op: 'run', order }, 60_000);
      await promise;
      host.forgetSoon(jobId);
      settled.delete(jobId);
    },
    stop: () => host.stop(2_000),
  };
}
