import type { Work, Write } from './workload.ts';

const endless = 'while True:\n  pass\n';
const deaf = 'import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n';
/** A child that leaves its parent's session and computes. */
const fork = 'import os\nif os.fork() == 0:\n  os.setsid()\n';

const call = `import json, os, urllib.parse, urllib.request
def call(method, path, body=None):
  request = urllib.request.Request(
    os.environ["SLUICE_URL"] + "/api/v1/files/conformance" + path, body, method=method,
    headers={"authorization": "Bearer " + os.environ["SLUICE_TOKEN"]})
  return urllib.request.urlopen(request).read()
`;

/** A file of the project's bucket: what a batch can leave behind, by Sluice's own API. */
function file(before: string): Write {
  return {
    code: `${call}${before}call("PUT", "/{name}", b"1")\n`,
    count: `${call}print(len(json.loads(call("GET", "?prefix={name}"))["files"]))\n`,
    remove: `${call}call("DELETE", "/{name}")\n`,
  };
}

/** Python programs for Sluice, whose buckets and token they use. */
export const sluicePrograms: Work = {
  quick: { code: 'print(41 + 1)\n', says: 42 },
  long: [endless, `${fork}${endless}`],
  busy: `${fork}  while True: pass\nos.wait()\n`,
  sleep: 'import time\ntime.sleep(3600)\n',
  deaf: `${deaf}${endless}`,
  lateWrite: file('import time\ntime.sleep(1)\n'),
  oneRow: file(''),
};
