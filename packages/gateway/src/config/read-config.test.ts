import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError } from './config.ts';
import { helpText } from './help-text.ts';
import { readConfig } from './read-config.ts';
import { settings } from './settings.ts';

describe('readConfig', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'sluice-test-config-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('has defaults for a laptop', () => {
    const config = readConfig({}, directory);
    expect(config.door).toEqual({
      listen: { host: '127.0.0.1', port: 8642 },
      tls: null,
      trustedProxies: [],
      allowedHosts: [],
    });
    expect(config.dataDir).toBe(join(directory, '.sluice'));
    expect(config.cancelTimeoutMs).toBe(30_000);
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('lets sessions of Fabric be idle for as long as it says', () => {
    const fabricOf = (idle: string) =>
      readConfig({ SLUICE_FABRIC_IDLE_MS: idle }, directory).fabric;
    expect(readConfig({}, directory).fabric).toEqual({
      syncWaitMs: 30_000,
      idleTimeoutMs: 600_000,
    });
    expect(fabricOf('1000').idleTimeoutMs).toBe(1_000);
    expect(fabricOf('0').idleTimeoutMs).toBeNull();
  });

  it('takes the file, and the environment before it', () => {
    writeFileSync(join(directory, 'sluice.env'), 'SLUICE_DRAIN_MS=10\nSLUICE_DEFAULT_SLOTS=2\n');
    const config = readConfig({ SLUICE_DRAIN_MS: '20' }, directory);
    expect([config.drainMs, config.defaultSlots]).toEqual([20, 2]);
  });

  it('names an unknown setting, wherever it stands', () => {
    expect(() => readConfig({ SLUICE_LISTNE: 'x' }, directory)).toThrow(
      /SLUICE_LISTNE.*environment/,
    );
    writeFileSync(join(directory, 'sluice.env'), 'LISTEN=127.0.0.1:1\n');
    expect(() => readConfig({}, directory)).toThrow(/LISTEN in sluice.env/);
  });

  it.each([
    ['SLUICE_LISTEN', '8642'],
    ['SLUICE_LISTEN', '127.0.0.1:99999'],
    ['SLUICE_LISTEN', '0.0.0.0:8642'],
    ['SLUICE_CANCEL_TIMEOUT_MS', 'soon'],
    ['SLUICE_FABRIC_WAIT_MS', '999'],
    ['SLUICE_FABRIC_IDLE_MS', '86400001'],
    ['SLUICE_LIVY_PORT', '99999'],
    ['SLUICE_LIVY_REQUESTED_BY', 'yes'],
    ['SLUICE_DEFAULT_SLOTS', '0'],
    ['SLUICE_SAMPLES', 'yes'],
    ['SLUICE_BOOTSTRAP_AK', 'a b'],
    ['SLUICE_TRUSTED_PROXIES', '10.0.0.0/33'],
    ['SLUICE_TRUSTED_PROXIES', 'proxy.example'],
    ['SLUICE_ALLOWED_HOSTS', 'http://x'],
    ['SLUICE_BEHIND_PROXY', 'yes'],
    ['SLUICE_DATA_DIR', ''],
    ['SLUICE_HOST_MEMORY', '4'],
    ['SLUICE_HOST_MEMORY', '4gigs'],
    ['SLUICE_HOST_MEMORY', '101%'],
    ['SLUICE_KEEP_JOBS_DAYS', '0'],
    ['SLUICE_KEEP_RESULTS_DAYS', '91'],
    ['SLUICE_KEEP_KEYS_DAYS', '91'],
  ])('names %s when it is %j', (name, text) => {
    expect(() => readConfig({ [name]: text }, directory)).toThrow(ConfigError);
    expect(() => readConfig({ [name]: text }, directory)).toThrow(name);
  });

  it.each([
    ['4GB', 4e9],
    ['512MiB', 512 * 2 ** 20],
    ['2000000000', 2e9],
  ])('reads %s of memory as the quotas read sizes', (text, bytes) => {
    expect(readConfig({ SLUICE_HOST_MEMORY: text }, directory).hostMemoryBytes).toBe(bytes);
  });

  it('reads days as milliseconds', () => {
    const { keep } = readConfig({ SLUICE_KEEP_RESULTS_DAYS: '2' }, directory);
    expect(keep).toMatchObject({ jobsMs: 90 * 86_400_000, resultsMs: 2 * 86_400_000 });
  });

  it('serves nothing in the clear beyond loopback', () => {
    const beyond = { SLUICE_LISTEN: '0.0.0.0:8642' };
    expect(() => readConfig(beyond, directory)).toThrow(/SLUICE_TLS_CERT .*SLUICE_BEHIND_PROXY=1/);
    const half = { ...beyond, SLUICE_TLS_CERT: 'cert.pem' };
    expect(() => readConfig(half, directory)).toThrow(/set both, or neither/);
    const { door } = readConfig({ ...half, SLUICE_TLS_KEY: 'key.pem' }, directory);
    expect(door.tls).toEqual({
      certFile: join(directory, 'cert.pem'),
      keyFile: join(directory, 'key.pem'),
    });
    expect(readConfig({ ...beyond, SLUICE_BEHIND_PROXY: '1' }, directory).door).toMatchObject({
      tls: null,
      trustedProxies: ['127.0.0.1', '::1'],
    });
  });

  it('believes no proxy unless there is one', () => {
    const proxies = { SLUICE_TRUSTED_PROXIES: '10.0.0.7, 10.1.0.0/16' };
    expect(readConfig(proxies, directory).door.trustedProxies).toEqual([]);
    const behind = { ...proxies, SLUICE_BEHIND_PROXY: '1' };
    const expected = ['10.0.0.7', '10.1.0.0/16'];
    expect(readConfig(behind, directory).door.trustedProxies).toEqual(expected);
  });

  it('names a line of the file that is no setting', () => {
    writeFileSync(join(directory, 'sluice.env'), '# ours\n\nSLUICE_DRAIN_MS=10\nbroken line\n');
    expect(() => readConfig({}, directory)).toThrow(/line 4 of sluice.env/);
  });

  it('lists every setting in the help', () => {
    for (const { name } of Object.values(settings)) expect(helpText()).toContain(name);
  });
});
