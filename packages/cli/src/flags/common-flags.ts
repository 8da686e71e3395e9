import { type Format, formats } from '../output/formats.ts';

/** Flags of every command that asks a gateway. No secret is ever a flag: others could read it. */
export interface GatewayFlags {
  readonly credentials?: string | undefined;
  readonly profile?: string | undefined;
}

export const gatewayFlags = {
  credentials: {
    kind: 'parsed',
    parse: String,
    optional: true,
    placeholder: 'FILE',
    brief: 'credential file to use, as npm start writes it',
  },
  profile: {
    kind: 'parsed',
    parse: String,
    optional: true,
    placeholder: 'NAME',
    brief: 'profile to use, as sluice login keeps it',
  },
} as const;

export interface OutputFlags {
  readonly output?: Format | undefined;
}

export const outputFlags = {
  output: {
    kind: 'enum',
    values: formats,
    optional: true,
    brief: 'form of the output: a table on a terminal, TSV in a pipe',
  },
} as const;

export interface QuietFlags {
  readonly quiet: boolean;
}

export const quietFlags = {
  quiet: {
    kind: 'boolean',
    default: false,
    withNegated: false,
    brief: 'no progress and no remarks on stderr',
  },
} as const;
