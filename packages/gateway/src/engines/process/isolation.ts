import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What holds a batch together, and what it is kept from. */
export type Isolation =
  /**
   * A process and mount namespace of its own: the death of its first process is the death of all. `root`:
   * the gateway is root, and each batch runs as a user of its own; `user`: as the gateway's user, in a
   * user namespace.
   */
  | { readonly kind: 'namespace'; readonly as: 'root' | 'user' }
  /**
   * None to be had here: a batch is what can be found of its session, its parents and its marker. `adopts`: what
   * loses its parent becomes a child of the batch's first process, and so stays in sight.
   */
  | { readonly kind: 'tree'; readonly why: string; readonly adopts: boolean }
  /** Nothing by which processes could be found. */
  | { readonly kind: 'none'; readonly why: string };

export type NamespaceOwner = Extract<Isolation, { kind: 'namespace' }>['as'];

/** What programs and the tools beside them are looked for in; nothing of the gateway's own. */
export const systemPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** A shell lets what it starts in the background ignore the signals of a keyboard. */
export const withSignals = ['env', '--default-signal=INT,QUIT'];

const probeMs = 10_000;

/**
 * Tries what batches need, and says what is in force.
 * @param directory one that a batch has to be kept from
 */
export async function probeIsolation(directory: string): Promise<Isolation> {
  if (process.platform !== 'linux') {
    return { kind: 'none', why: `batches need Linux, and this is ${process.platform}` };
  }
  const as = process.getuid?.() === 0 ? 'root' : 'user';
  const mount = 'mount -t tmpfs -o size=4k sluice "$1" && shift && "$@"';
  const hiding = ['/bin/sh', '-c', mount, 'sluice-probe', directory];
  const whyNotApart = await whyNot([
    ...inNamespace(as),
    ...hiding,
    ...asUser(as, 65_534),
    ...plain,
  ]);
  if (whyNotApart === null) return { kind: 'namespace', as };
  const whyNotAtAll = await whyNot(plain);
  return whyNotAtAll === null
    ? {
        kind: 'tree',
        why: whyNotApart,
        adopts: (await whyNot([...adoptingOrphans, ...plain])) === null,
      }
    : { kind: 'none', why: whyNotAtAll };
}

const plain = ['prlimit', '--core=0', ...withSignals, 'true'];

/** Null where the command runs. */
async function whyNot([file = '', ...args]: readonly string[]): Promise<string | null> {
  try {
    await promisify(execFile)(file, args, { env: { PATH: systemPath }, timeout: probeMs });
    return null;
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    const [why = ''] = (stderr ?? '').trim().split('\n');
    return why === '' ? message : why;
  }
}

/** The command that becomes the rest, and to which its orphans come: prctl(2), PR_SET_CHILD_SUBREAPER, which an exec keeps. */
export const adoptingOrphans = [
  'python3',
  '-c',
  'import ctypes, os, sys; ctypes.CDLL(None).prctl(36, 1, 0, 0, 0) == 0 or sys.exit(1); os.execvp(sys.argv[1], sys.argv[1:])',
];

/** The command that starts the rest in namespaces of its own. Its own end ends them as well. */
export function inNamespace(as: NamespaceOwner): readonly string[] {
  const user = as === 'user' ? ['--user', '--map-current-user', '--keep-caps'] : [];
  const apart = ['--pid', '--mount', '--ipc', '--mount-proc'];
  return ['unshare', ...user, ...apart, '--fork', '--kill-child=SIGKILL'];
}

/**
 * The command that runs the rest without any right over its namespaces: it can neither take away what
 * hides the machine, nor gain rights by a program that gives them.
 * @param uid of the batch, where the gateway is root
 */
export function asUser(as: NamespaceOwner, uid: number): readonly string[] {
  const dropped = ['--no-new-privs', '--inh-caps=-all', '--bounding-set=-all'];
  return as === 'root'
    ? ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups', ...dropped]
    : ['setpriv', '--ambient-caps=-all', ...dropped];
}
