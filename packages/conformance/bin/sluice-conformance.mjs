#!/usr/bin/env node
// Plain JavaScript, so that an older Node can say that it is too old.
const neededVersion = 24;

if (Number.parseInt(process.versions.node, 10) >= neededVersion) {
  await import('../src/main.ts');
} else {
  process.stderr.write(
    `sluice-conformance: needs Node ${neededVersion} or newer, this is ${process.versions.node}\n`,
  );
  process.exitCode = 2;
}
