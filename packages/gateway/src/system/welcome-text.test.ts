import { expect, it } from 'vitest';
import { type Welcome, welcomeText } from './welcome-text.ts';

const plain: Welcome = {
  url: 'http://127.0.0.1:8642',
  projectId: 'p1',
  credentialFile: '/data/credential.json',
  hasSamples: false,
  isEverywhere: false,
  certificate: null,
};
const certificate = { file: '/tls/cert.pem', isSelfSigned: true };

it('says nothing of TLS and of other machines where there are none', () => {
  expect(welcomeText(plain)).toContain('listens on http://127.0.0.1:8642\n  project');
  expect(welcomeText(plain)).not.toMatch(/SLUICE_CA|from afar/);
});

it('names the certificate as an authority only where it is one', () => {
  expect(welcomeText({ ...plain, certificate })).toContain("export SLUICE_CA='/tls/cert.pem'");
  const issued = welcomeText({ ...plain, certificate: { ...certificate, isSelfSigned: false } });
  expect(issued).not.toContain('/tls/cert.pem');
  expect(issued).toContain('export SLUICE_CA=/path/of/authority.pem');
});

it('says how others call what listens on every address', () => {
  const url = 'https://gate.example:8642';
  expect(welcomeText({ ...plain, url, isEverywhere: true, certificate })).toContain(
    'from afar   https, port 8642, by a name that is in the certificate',
  );
  expect(welcomeText({ ...plain, isEverywhere: true })).toContain('from afar   the proxy');
});
