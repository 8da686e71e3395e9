/** SQL words that begin as the text ends, in the case in which it is written. */
export function completions(text: string): readonly string[] {
  const [begun = ''] = /[a-z_]+$/i.exec(text.slice(-longestWord)) ?? [];
  if (begun === '') return [];
  const isUpper = begun === begun.toUpperCase();
  return words
    .filter((word) => word.startsWith(begun.toLowerCase()))
    .map((word) => (isUpper ? word.toUpperCase() : word));
}

const longestWord = 64;

const words = (
  'all alter analyze and any array as asc attach begin between bigint boolean by call case cast ' +
  'checkpoint coalesce column commit copy count create cross date decimal default delete desc ' +
  'describe distinct double drop else end except execute exists explain extract false filter float ' +
  'for from full function group grouping having if ilike in index inner insert int integer intersect ' +
  'interval into is join json lateral left like limit macro map max min natural not null nulls ' +
  'offset on or order outer over partition pivot prepare primary qualify recursive references ' +
  'replace returning right rollback rows sample schema select semi sequence set show struct sum ' +
  'summarize table temp temporary then timestamp transaction true truncate union unique unpivot ' +
  'update use using values varchar view when where window with'
).split(' ');
