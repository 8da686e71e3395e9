import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import type { HostSettings } from './messages/host-settings.ts';
import { type HostNews, ProjectHost } from './project-host.ts';
import type { ProjectPlaces } from './project-places.ts';
import { spawnHost } from './spawn-host.ts';

const answerMs = 10_000;

export type HostLimits = Pick<
  HostSettings,
  'memoryBytes' | 'threads' | 'temporaryBytes' | 'orphanMs'
>;

/**
 * Starts a new host for a project, and takes control of it once it has opened its database.
 * @throws HostUnreachableError with the engine's reason when it cannot
 */
export async function startHost(
  places: ProjectPlaces,
  limits: HostLimits,
  leaseToken: number,
  news: HostNews,
): Promise<ProjectHost> {
  for (const directory of [places.resultsDir, places.bucketDir]) {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  }
  const { hostPaths, logFile, databaseFile, hostRecordFile: recordFile } = places;
  const instance = randomBytes(6).toString('hex');
  const socketPath = places.socketPath(instance);
  const settings = { ...hostPaths, ...limits, socketPath, instance };
  const papers = { logFile, recordFile, leaseToken };
  const { child, identity } = await spawnHost(settings, papers);
  const place = { instance, identity, databaseFile, socketPath, recordFile, leaseToken };
  return ProjectHost.take(place, ended(child), answerMs, news);
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => child.once('exit', () => resolve()));
}
