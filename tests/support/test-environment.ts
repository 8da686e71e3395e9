/** The settings of a gateway of the tests: a free port, a credential that is known. */
const testSettings = {
  SLUICE_LISTEN: '127.0.0.1:0',
  SLUICE_BOOTSTRAP_AK: 'AKTESTSLUICE00000001',
  SLUICE_BOOTSTRAP_SK: 'skTestSluice00000000000000000000000000001',
  SLUICE_BOOTSTRAP_PROJECT_ID: '0123456789abcdef0123456789abcdef',
  SLUICE_BOOTSTRAP_PASSWORD: 'a-password-of-the-tests',
};

/** The environment for a gateway, without the settings of whoever runs the tests. */
export function testEnvironment(more: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('SLUICE_') || name.startsWith('SLUICE_TEST_'),
  );
  return { ...Object.fromEntries(entries), ...testSettings, ...more };
}
