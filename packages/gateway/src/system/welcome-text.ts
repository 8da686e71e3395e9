export interface Welcome {
  readonly url: string;
  readonly projectId: string;
  /** Where the credential lies; a file of mode 0600. */
  readonly credentialFile: string;
  readonly hasSamples: boolean;
  /** It listens on every address of the machine: the URL is one of several. */
  readonly isEverywhere: boolean;
  /** Null: it is served in the clear. */
  readonly certificate: WelcomeCertificate | null;
}

export interface WelcomeCertificate {
  readonly file: string;
  /** It is then its own authority. */
  readonly isSelfSigned: boolean;
}

/** What a person sees who has just started the gateway: where it is, and three commands to paste. */
export function welcomeText(welcome: Welcome): string {
  const { url, projectId, credentialFile, hasSamples } = welcome;
  const sql = hasSamples
    ? 'SELECT origin, count(*) AS flights, round(avg(delay), 1) AS delay FROM samples.flights GROUP BY origin ORDER BY flights DESC LIMIT 5'
    : 'SELECT 42 AS answer';
  const slow = hasSamples
    ? 'SELECT count(*) FROM samples.flights a, samples.flights b WHERE (a.delay + b.delay) % 7 = 3'
    : 'SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range < b.range';
  return `
Sluice listens on ${url}${elsewhere(welcome)}
  project     ${projectId}
  credential  ${credentialFile}

Paste into another terminal, in this directory:
  export SLUICE_CREDENTIALS='${credentialFile}'${trust(welcome)}
  npx sluice sql -c "${sql}"
  job=$(npx sluice sql --async -o name -c "${slow}"); npx sluice jobs wait $job --timeout 5s
  npx sluice jobs cancel $job

Ctrl-C stops the gateway.
`;
}

function elsewhere({ isEverywhere, certificate, url }: Welcome): string {
  if (!isEverywhere) return '';
  const way = certificate
    ? `https, port ${new URL(url).port || '443'}, by a name that is in the certificate`
    : 'the proxy, by its https URL; nobody else may reach this port';
  return `\n  from afar   ${way}`;
}

/** What the command line needs to know before it trusts the certificate. */
function trust({ certificate }: Welcome): string {
  if (!certificate) return '';
  return certificate.isSelfSigned
    ? `\n  export SLUICE_CA='${certificate.file}'`
    : '\n  # Is its authority your own? Then: export SLUICE_CA=/path/of/authority.pem';
}
