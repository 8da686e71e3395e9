import type { Tag } from '@sluice/client';
import { type DownloadFlags, downloadFlags } from './download-flags.ts';
import { type NamedValue, parseParameter } from './parameter.ts';
import { type RunFlags, runFlags } from './run-flags.ts';
import { tagFlag } from './tag.ts';
import { type VariableFlags, variableFlags } from './use-variables.ts';
import { wholeNumber } from './whole-number.ts';

/** Where the text of a statement comes from. */
export interface SourceFlags {
  readonly command?: string | undefined;
  readonly file?: string | undefined;
}

/** Flags of every command that runs SQL and prints its rows. */
export interface StatementFlags extends SourceFlags, DownloadFlags, VariableFlags, RunFlags {
  readonly template?: string | undefined;
  readonly param?: readonly NamedValue[] | undefined;
  readonly tag?: readonly Tag[] | undefined;
  readonly limit?: number | undefined;
}

export const sourceFlags = {
  command: {
    kind: 'parsed',
    parse: String,
    optional: true,
    placeholder: 'TEXT',
    brief: 'the statement',
  },
  file: {
    kind: 'parsed',
    parse: String,
    optional: true,
    placeholder: 'FILE',
    brief: 'file that holds the statement, in UTF-8',
  },
} as const;

export const statementFlags = {
  ...sourceFlags,
  template: {
    kind: 'parsed',
    parse: String,
    optional: true,
    placeholder: 'NAME',
    brief: 'template that is the statement',
  },
  ...variableFlags,
  param: {
    kind: 'parsed',
    parse: parseParameter,
    variadic: true,
    optional: true,
    placeholder: 'NAME=VALUE',
    brief: 'value for $NAME; NAME:=JSON for a number, true, false or null; can be given again',
  },
  tag: tagFlag('tag to find its job by, or its jobs'),
  ...runFlags,
  limit: {
    kind: 'parsed',
    parse: wholeNumber(1),
    optional: true,
    placeholder: 'ROWS',
    brief: 'rows to print; default: 1000 in a table, else all',
  },
  ...downloadFlags,
} as const;

export const sourceAliases = { c: 'command', f: 'file' } as const;
