import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type StagedCheckout, stageCheckout } from './support/stage-checkout.ts';

/** What a language needs beside its program, or why it could not be had. */
type Packages = { readonly directory: string } | { readonly missing: string };

const page = readFileSync(resolve(import.meta.dirname, '../docs/sdks.md'), 'utf8');
const notPrepared: Packages = { missing: 'run it by npm test' };
const python = process.env['SLUICE_TEST_PYTHON'];
const sdks = JSON.parse(process.env['SLUICE_TEST_SDKS'] ?? '{}') as Record<string, Packages>;

function programOf(language: string, heading: string): string {
  const section = page.split(/^##? /m).find((part) => part.startsWith(`${heading}\n`));
  const block = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'ms').exec(section ?? '');
  if (!block?.[1]) throw new Error(`there is no ${language} block under ${heading}`);
  return block[1];
}

/** Bash that writes a program as it stands on the page. */
function written(path: string, program: string): string {
  return `mkdir -p "$(dirname ${path})"\ncat > ${path} <<'END OF PROGRAM'\n${program}END OF PROGRAM\n`;
}

const languages = [
  {
    name: 'Java',
    packages: sdks['java'] ?? notPrepared,
    run: (directory: string) =>
      `${written('java/Sluice.java', programOf('java', 'Java'))}java -cp '${directory}/lib/*' java/Sluice.java`,
  },
  {
    name: 'Go',
    packages: sdks['go'] ?? notPrepared,
    run: (directory: string) =>
      `${written('go/main.go', programOf('go', 'Go'))}cp '${directory}'/go.* go/
       (cd go && GOTOOLCHAIN=local go build -o sluice .)
       go/sluice`,
  },
  {
    name: 'Node',
    packages: sdks['node'] ?? notPrepared,
    run: (directory: string) =>
      `${written('node/sluice.cjs', programOf('js', 'Node'))}ln -s '${directory}/node_modules' node/
       node node/sluice.cjs`,
  },
];

/** What each program prints: the rows, the cancels and their endings, and how many jobs there are. */
const whatAllPrint =
  /^FINISHED\n.*\[ ?\[ ?1688 ?\] ?\].*\n.*true.*\nCANCELLED\n.*DLI\.0007.*\n.*deleted.*\ndead\n\d+/i;

describe('the page of SDKs', () => {
  let checkout: StagedCheckout;
  beforeAll(async () => {
    checkout = await stageCheckout();
    await checkout.paste(programOf('sh', 'SDKs, Terraform and curl'));
  });
  afterAll(() => checkout.close());

  it('calls with curl', async () => {
    expect(await checkout.paste(programOf('sh', 'curl'))).toMatch(whatAllPrint);
  });

  it.skipIf(!python)('runs the program in Python', async () => {
    expect(await checkout.paste(programOf('python', 'Python'), python)).toMatch(whatAllPrint);
  });

  for (const { name, packages, run } of languages) {
    const why = 'missing' in packages ? ` (skipped: ${packages.missing})` : '';
    it.skipIf('missing' in packages)(
      `runs the program in ${name}${why}`,
      async () => {
        const directory = 'directory' in packages ? packages.directory : '';
        expect(await checkout.paste(run(directory))).toMatch(whatAllPrint);
      },
      200_000,
    );
  }
});
