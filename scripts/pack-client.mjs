// Packs the TypeScript client as a package that can be installed alone: JavaScript with its types, and with
// the types of the API that it speaks. Says the file's path. `node scripts/pack-client.mjs [DIRECTORY]`
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { checkout } from './checkout.mjs';

const into = resolve(process.argv[2] ?? '.');
const stage = mkdtempSync(join(tmpdir(), 'sluice-pack-'));
try {
  const client = buildPackage('client', stage);
  // It is in no registry, and so it comes along.
  const protocol = buildPackage('protocol', join(stage, 'node_modules/@sluice/protocol'));
  writeManifest(stage, {
    ...client,
    dependencies: { ...client.dependencies, ...protocol.dependencies },
    bundleDependencies: [protocol.name],
  });
  mkdirSync(into, { recursive: true });
  const packed = execFileSync('npm', ['pack', '--json', '--pack-destination', into], {
    cwd: stage,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  console.log(join(into, JSON.parse(packed)[0].filename));
} finally {
  rmSync(stage, { recursive: true });
}

/** @returns its manifest, which names what was built */
function buildPackage(name, directory) {
  const source = join(checkout, 'packages', name);
  mkdirSync(directory, { recursive: true });
  const options = {
    extends: join(checkout, 'tsconfig.json'),
    compilerOptions: {
      noEmit: false,
      declaration: true,
      rewriteRelativeImportExtensions: true,
      rootDir: join(source, 'src'),
      outDir: join(directory, 'dist'),
      typeRoots: [join(checkout, 'node_modules/@types')],
    },
    include: [join(source, 'src')],
    exclude: [join(source, 'src/**/*.test.ts')],
  };
  const optionsFile = join(directory, 'tsconfig.json');
  writeFileSync(optionsFile, JSON.stringify(options));
  execFileSync(join(checkout, 'node_modules/.bin/tsc'), ['--project', optionsFile], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  rmSync(optionsFile);
  cpSync(join(checkout, 'LICENSE'), join(directory, 'LICENSE'));
  const manifest = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'));
  const built = { ...manifest, exports: builtExports(manifest.exports), files: ['dist'] };
  writeManifest(directory, built);
  return built;
}

/** What stands for a source stands for what was built of it. */
function builtExports(exports) {
  if (typeof exports !== 'string') {
    return Object.fromEntries(
      Object.entries(exports).map(([path, source]) => [path, builtExports(source)]),
    );
  }
  const built = exports.replace('./src/', './dist/').replace(/\.ts$/, '');
  return { types: `${built}.d.ts`, default: `${built}.js` };
}

function writeManifest(directory, manifest) {
  writeFileSync(join(directory, 'package.json'), JSON.stringify(manifest, null, 2));
}
