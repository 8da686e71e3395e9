import { credentialKinds, type CredentialKind } from './http/credential.ts';
import { dialects, type Dialect } from './doors/door.ts';
import { type Surface, surfaces } from './play/verdict.ts';
import { UsageError } from './usage-error.ts';

/** What the command line says. */
export interface Options {
  readonly url: string;
  readonly dialect: Dialect;
  readonly credentials?: string | undefined;
  readonly otherCredentials?: string | undefined;
  readonly auth?: CredentialKind | undefined;
  readonly workload?: string | undefined;
  readonly case?: readonly number[] | undefined;
  readonly on?: readonly Surface[] | undefined;
  readonly project?: string | undefined;
  readonly queue: string;
  readonly workspace?: string | undefined;
  readonly endpoint?: string | undefined;
  readonly catalog: string;
  readonly replicaUrl?: string | undefined;
  readonly processTable?: string | undefined;
  readonly processCommand?: string | undefined;
  readonly maySignal: boolean;
  readonly restartCommand?: string | undefined;
  readonly bound: number;
  readonly rounds: number;
  readonly many: number;
  readonly json: boolean;
}

const text = (placeholder: string, brief: string) =>
  ({ kind: 'parsed', parse: String, placeholder, brief }) as const;
const optionalText = (placeholder: string, brief: string) =>
  ({ ...text(placeholder, brief), optional: true }) as const;
const count = (brief: string, fallback: string) =>
  ({ kind: 'parsed', parse: wholeNumber, placeholder: 'N', brief, default: fallback }) as const;

/** The same for the parser. No secret is a flag: others could read it. */
export const optionFlags = {
  url: text('URL', 'address of the server; for Livy with its prefix (http://host:8642/livy)'),
  dialect: { kind: 'enum', values: dialects, brief: 'which API it is' },
  credentials: optionalText(
    'FILE',
    'JSON with token, access_key and secret_key, api_key, or user and password; default: the ' +
      'environment (CONFORMANCE_TOKEN, _ACCESS_KEY, _SECRET_KEY, _BEARER, _USER, _PASSWORD)',
  ),
  otherCredentials: optionalText(
    'FILE',
    'the same for a caller of another project, or one who may not cancel',
  ),
  auth: {
    kind: 'enum',
    values: credentialKinds,
    optional: true,
    brief: 'which of them to use; default: the first that the API takes',
  },
  workload: optionalText(
    'NAME',
    'what to run: duckdb, spark, or a JSON file; default: spark for livy, else duckdb',
  ),
  case: {
    kind: 'parsed',
    parse: wholeNumber,
    optional: true,
    variadic: ',',
    placeholder: 'N',
    brief: 'only these cases',
  },
  on: {
    kind: 'enum',
    values: surfaces,
    optional: true,
    variadic: ',',
    brief: 'only on these of what the API has',
  },
  project: optionalText('ID', 'DLI: the project, where the credential does not say it'),
  queue: { ...text('NAME', 'DLI: the queue'), default: 'default' },
  workspace: optionalText('ID', 'Fabric: the workspace; default: the first'),
  endpoint: optionalText('ID', 'Fabric: the endpoint; default: the first for SQL'),
  catalog: { ...text('NAME', 'Fabric: the catalog of sessions'), default: 'default' },
  replicaUrl: optionalText('URL', 'another gateway over the same state'),
  processTable: optionalText(
    'TEXT',
    'the server works on this machine in processes whose command line or working directory has TEXT',
  ),
  processCommand: optionalText(
    'COMMAND',
    'a command that prints them instead, a line each: PID START CPU_MILLISECONDS',
  ),
  maySignal: {
    kind: 'boolean',
    default: false,
    withNegated: false,
    brief: 'those processes may be sent SIGKILL and SIGSTOP; needs --process-table',
  },
  restartCommand: optionalText(
    'COMMAND',
    'kills the server with SIGKILL and starts it again; returns when that is done',
  ),
  bound: count('seconds that a cancel, a close or a start may take', '60'),
  rounds: count('how often a race is run', '10'),
  many: count('how many are queued, or opened, one after the other', '50'),
  json: {
    kind: 'boolean',
    default: false,
    withNegated: false,
    brief: 'the whole report as JSON instead of a table',
  },
} as const;

function wholeNumber(given: string): number {
  if (/^[1-9]\d{0,5}$/.test(given)) return Number(given);
  throw new UsageError(`"${given}" is no whole number from 1 to 999999`);
}
