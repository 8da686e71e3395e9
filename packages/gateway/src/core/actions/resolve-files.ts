import type { Program } from '../job/program.ts';
import type { ProgramRefused } from '../ports/batch-engine.ts';
import type { Ports } from '../ports/ports.ts';
import { resolveResource } from './resolve-resource.ts';

type Named = Pick<Program, 'file' | 'files'>;

export type ResolvedFiles = ({ readonly kind: 'paths' } & Named) | ProgramRefused;

/**
 * Turns what a batch names into paths of files: `obs://bucket/key` is one, anything else is a resource,
 * which means the file that has its name now.
 */
export async function resolveFiles(
  ports: Pick<Ports, 'resources'>,
  projectId: string,
  { file, files }: Named,
): Promise<ResolvedFiles> {
  const paths: string[] = [];
  for (const named of [file, ...files]) {
    if (named.includes('://')) {
      paths.push(named);
      continue;
    }
    const found = await resolveResource(ports, projectId, named);
    if (found.kind === 'unknown') return { ...refused(unknown(named)), isMissing: true };
    if (found.kind === 'ambiguous') return refused(ambiguous(named, found.groups));
    const { bucket, key } = found.resource.file;
    paths.push(`obs://${bucket}/${key}`);
  }
  const [first = file, ...rest] = paths;
  // What is named twice, as a file and as a resource, is one file.
  const others = [...new Set(rest)].filter((path) => path !== first);
  return { kind: 'paths', file: first, files: others };
}

function unknown(name: string): string {
  return (
    `There is no resource named ${name} in this project. ` +
    'A file of a bucket is written obs://bucket/key.'
  );
}

function ambiguous(name: string, groups: readonly string[]): string {
  return `The resource ${name} is in several groups (${groups.join(', ')}): write group/${name}.`;
}

function refused(message: string): ProgramRefused {
  return { kind: 'refused', error: { code: 'semantic', message } };
}
