import { createSecretKey } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DuckdbSettings } from './duckdb-settings.ts';
import type { HostNews } from './project-host.ts';
import { ProjectHosts } from './project-hosts.ts';

const nobody: HostNews = {
  settled: () => {},
  progress: () => {},
  committing: () => {},
  gone: () => {},
  takenOver: () => {},
};

describe('who waits for a host', () => {
  let hosts: ProjectHosts;
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'sluice-test-hosts-'));
    const settings: DuckdbSettings = {
      dataDir,
      markerKey: createSecretKey(Buffer.alloc(32)),
      memoryBytes: 1e9,
      hostsMemoryBytes: 4e9,
      threads: 1,
      quotas: { limitsOf: async () => ({ temporary_bytes: null }) as never, resultBytesOf: never },
      interruptMs: 1_000,
      hostOrphanMs: 1_000,
      hostIdleMs: 60_000,
      hostWaitMs: 60_000,
      holdMs: 30_000,
      formerHost: () => {},
      startFailed: () => {},
      killPolicyOf: () => Promise.resolve({ kind: 'evict' }),
      now: Date.now,
    };
    hosts = new ProjectHosts(settings, nobody, () => false);
  });
  afterEach(async () => {
    await hosts.close();
    rmSync(dataDir, { recursive: true });
  });

  it('is told in time that a backup holds it up (I9)', async () => {
    hosts.lead(1, new Set());
    await hosts.holdStarts();
    await expect(hosts.of('p', 50)).rejects.toThrow('a backup copies the databases');
    hosts.startAgain();
    expect((await hosts.of('p', 30_000)).isGone).toBe(false);
  });

  it('is told in time where this gateway does not lead yet (I9)', async () => {
    await expect(hosts.of('p', 50)).rejects.toThrow('not ready in 50 ms');
  });
});

const never = () => {
  throw new Error('not asked for');
};
