export interface Welcome {
  readonly url: string;
  readonly projectId: string;
  /** Where the credential lies; a file of mode 0600. */
  readonly credentialFile: string;
  readonly hasSamples: boolean;
}

/** What a person sees who has just started the gateway: where it is, and three commands to paste. */
export function welcomeText({ url, projectId, credentialFile, hasSamples }: Welcome): string {
  const sql = hasSamples
    ? 'SELECT origin, count(*) AS flights, round(avg(delay), 1) AS delay FROM samples.flights GROUP BY origin ORDER BY flights DESC LIMIT 5'
    : 'SELECT 42 AS answer';
  const slow = hasSamples
    ? 'SELECT count(*) FROM samples.flights a, samples.flights b WHERE (a.delay + b.delay) % 7 = 3'
    : 'SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range < b.range';
  return `
Sluice listens on ${url}
  project     ${projectId}
  credential  ${credentialFile}

Paste into another terminal, in this directory:
  export SLUICE_CREDENTIALS='${credentialFile}'
  npx sluice sql -c "${sql}"
  job=$(npx sluice sql --async -o name -c "${slow}"); npx sluice jobs wait $job --timeout 5s
  npx sluice jobs cancel $job

Ctrl-C stops the gateway.
`;
}
