import type { NamesAsked } from '../../core/ports/names-asked.ts';

/** What stands before the cursor: the beginning of a word, perhaps behind a name and a point. */
export interface BegunWord {
  readonly text: string;
  readonly within: string | null;
}

const longestBegun = 200;
const mostNames = 100;

/** Null where no word begins, and none can be meant. */
export function begunWord(before: string): BegunWord | null {
  const found = /(?:([a-z_]\w*)\.)?([a-z_]\w*)?$/i.exec(before.slice(-longestBegun));
  const [, within = null, text = ''] = found ?? [];
  return text === '' && within === null ? null : { text, within };
}

export function namesFor({ text, within }: BegunWord): NamesAsked {
  return {
    begins: text.toLowerCase(),
    within: within?.toLowerCase() ?? null,
    most: mostNames,
  };
}

/** SQL words that begin as the text does, in its case, and then names of the catalog, as they are written in SQL. */
export function completions(begun: BegunWord, names: readonly string[]): readonly string[] {
  return [...new Set([...wordsFor(begun), ...names.map(asWritten)])];
}

function wordsFor({ text, within }: BegunWord): readonly string[] {
  if (within !== null) return [];
  const isUpper = text === text.toUpperCase();
  return words
    .filter((word) => word.startsWith(text.toLowerCase()))
    .map((word) => (isUpper ? word.toUpperCase() : word));
}

function asWritten(name: string): string {
  return /^[a-z_]\w*$/i.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

const words = (
  'all alter analyze and any array as asc attach begin between bigint boolean by call case cast ' +
  'checkpoint coalesce column commit copy count create cross date deallocate decimal default delete desc ' +
  'describe distinct double drop else end except execute exists explain extract false filter float ' +
  'for from full function group grouping having if ilike in index inner insert int integer intersect ' +
  'interval into is join json lateral left like limit macro map max min natural not null nulls ' +
  'offset on or order outer over partition pivot prepare primary qualify recursive references ' +
  'replace returning right rollback rows sample schema select semi sequence set show struct sum ' +
  'summarize table temp temporary then timestamp transaction true truncate union unique unpivot ' +
  'update use using values varchar view when where window with'
).split(' ');
