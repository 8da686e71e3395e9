import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startGateway } from './support/start-gateway.ts';

const python = process.env['SLUICE_TEST_PYTHON'];
const missing = process.env['SLUICE_TEST_PYTHON_MISSING'] ?? 'run it by npm test';
const why = python === undefined ? ` (skipped: ${missing})` : '';

/** An answer that is a fault, or that the description does not have. */
const checks = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
];

/** It sends some two thousand requests. */
const timeoutMs = 420_000;

describe.skipIf(python === undefined)(`schemathesis${why}`, () => {
  it(
    'gets no fault and no undocumented answer out of the native API',
    { timeout: timeoutMs },
    async () => {
      const gateway = await startGateway({ env: { SLUICE_SAMPLES: 'off' } });
      onTestFinished(async () => void (await gateway.stop()));
      const home = mkdtempSync(join(tmpdir(), 'sluice-test-openapi-'));
      onTestFinished(() => rmSync(home, { recursive: true, force: true }));

      const run = [
        ['-m', 'schemathesis.cli', 'run', `${gateway.url}/openapi.json`],
        ['--header', `Authorization: Bearer ${gateway.credential.api_key}`],
        ['--phases', 'examples,coverage,fuzzing,stateful', '--max-examples', '3'],
        ['--checks', checks.join(','), '--request-timeout', '60', '--no-color'],
        // The same requests each time; others are tried by hand.
        ['--seed', '20261129'],
        // A stream of events does not end.
        ['--exclude-path-regex', '/events$', '--suppress-health-check', 'all'],
      ].flat();
      const options = {
        cwd: home,
        env: { ...process.env, HOME: home },
        timeout: timeoutMs - 20_000,
      };
      const child = spawn(String(python), run, options);
      const [said, complaint, [exitCode]] = await Promise.all([
        text(child.stdout),
        text(child.stderr),
        once(child, 'exit'),
      ]);
      expect(exitCode, `${said}${complaint}`).toBe(0);
      expect(said).toMatch(/\d{3,} generated, \d{3,} passed/);
    },
  );
});
