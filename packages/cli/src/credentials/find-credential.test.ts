import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { SluiceContext } from '../sluice-context.ts';
import { CredentialError } from './credential-error.ts';
import { findCredential } from './find-credential.ts';
import { profilesFile, writeProfile } from './profiles.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sluice-test-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

it('takes the first of flags, environment, profile and directory', () => {
  const below = join(directory, 'work', 'below');
  mkdirSync(below, { recursive: true });
  mkdirSync(join(directory, '.sluice'));
  writeCredential(join(directory, '.sluice', 'credential.json'), 'directory');
  expect(findCredential(contextOf({}, below), {}).apiKey).toBe('directory');

  keepProfile('default', 'profile');
  expect(findCredential(contextOf({}, below), {}).apiKey).toBe('profile');

  keepProfile('other', 'other-profile');
  const environment: NodeJS.ProcessEnv = { SLUICE_PROFILE: 'other' };
  expect(findCredential(contextOf(environment, below), {}).apiKey).toBe('other-profile');

  writeCredential(join(directory, 'named.json'), 'named-by-environment');
  environment['SLUICE_CREDENTIALS'] = join(directory, 'named.json');
  expect(findCredential(contextOf(environment, below), {}).apiKey).toBe('named-by-environment');

  environment['SLUICE_URL'] = 'http://127.0.0.1:4';
  environment['SLUICE_API_KEY'] = 'environment';
  expect(findCredential(contextOf(environment, below), {})).toMatchObject({
    url: 'http://127.0.0.1:4',
    apiKey: 'environment',
  });

  expect(findCredential(contextOf(environment, below), { profile: 'other' }).apiKey).toBe(
    'other-profile',
  );

  writeCredential(join(below, 'flag.json'), 'flag');
  const flags = { credentials: 'flag.json', profile: 'other' };
  expect(findCredential(contextOf(environment, below), flags).apiKey).toBe('flag');
});

it('says what to do when there is none', () => {
  expect(() => findCredential(contextOf({}), {})).toThrow(CredentialError);
  expect(() => findCredential(contextOf({}), {})).toThrow(/npm start.*sluice login.*SLUICE_URL/);
});

it('does not go on when the first one cannot be used', () => {
  keepProfile('default', 'profile');
  expect(() => findCredential(contextOf({ SLUICE_URL: 'http://x' }), {})).toThrow(
    'SLUICE_URL is set, but SLUICE_API_KEY is not',
  );
  expect(() => findCredential(contextOf({}), { profile: 'nobody' })).toThrow(
    'there is no profile nobody',
  );
  expect(() => findCredential(contextOf({}), { credentials: 'nothing.json' })).toThrow(
    'there is no credential file',
  );
});

it('names the file that is broken, without its secret', () => {
  const file = join(directory, 'broken.json');
  for (const text of ['{"api_key": "hush', '["hush"]', '{"url": 5}', '{"url": "http://x"}']) {
    writeFileSync(file, text);
    expect(() => findCredential(contextOf({}), { credentials: file })).toThrow(file);
    expect(() => findCredential(contextOf({}), { credentials: file })).not.toThrow('hush');
  }
});

it('keeps profiles where only their owner can read them', () => {
  keepProfile('default', 'first');
  const file = profilesFile(contextOf({}));
  chmodSync(file, 0o644);
  keepProfile('second', 'other');

  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(findCredential(contextOf({}), { profile: 'default' }).apiKey).toBe('first');
  expect(findCredential(contextOf({}), { profile: 'second' }).apiKey).toBe('other');
});

function writeCredential(file: string, apiKey: string): void {
  writeFileSync(file, JSON.stringify({ url: 'http://127.0.0.1:1', api_key: apiKey }));
}

function keepProfile(name: string, apiKey: string): void {
  const credential = { url: 'http://127.0.0.1:2', apiKey, source: 'a test' };
  writeProfile(profilesFile(contextOf({})), name, credential);
}

function contextOf(env: NodeJS.ProcessEnv, workingDirectory = directory): SluiceContext {
  const { stdout, stderr, stdin } = process;
  return {
    process: { stdout, stderr, env },
    stdin,
    workingDirectory,
    homeDirectory: join(directory, 'home'),
    signals: process,
  };
}
