export type Labels = Readonly<Record<string, string>>;

export interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly samples: readonly Sample[];
}

interface Sample {
  /** Of a histogram: the family's name with `_bucket`, `_sum` or `_count`. */
  readonly name: string;
  readonly labels: Labels;
  readonly value: number;
}

const head = /^# (?<what>HELP|TYPE) (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?<text>.+)$/;
const sample =
  /^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(?<labels>.*)\})? (?<value>[-+.0-9eE]+|Nan|\+Inf)$/;
const label = /^(?<name>[a-zA-Z_][a-zA-Z0-9_]*)="(?<value>(?:[^"\\\n]|\\[\\n"])*)"(?:,|$)/;

/** What a scrape said. Strict: a line that the text format does not know fails its test. */
export class Scrape {
  readonly families: readonly Family[];

  constructor(text: string) {
    if (!text.endsWith('\n')) throw new Error('the last line does not end');
    this.families = text
      .split(/\n(?=# HELP )/)
      .map((block) => toFamily(block.split('\n').filter((line) => line !== '')));
  }

  /** The value of a counter or gauge; null where there is no such series. */
  value(name: string, labels: Labels = {}): number | null {
    const fits = ({ name: its, labels: own }: Sample) =>
      its === name && Object.entries(labels).every(([key, value]) => own[key] === value);
    const found = this.families.flatMap(({ samples }) => samples).find(fits);
    return found?.value ?? null;
  }

  /** How many values a histogram has seen, and what they come to. */
  seen(name: string, labels: Labels = {}): { count: number | null; sum: number | null } {
    return {
      count: this.value(`${name}_count`, labels),
      sum: this.value(`${name}_sum`, labels),
    };
  }

  /** Every combination of labels of a sample's name. */
  labels(name: string): readonly Labels[] {
    const samples = this.families.flatMap((family) => family.samples);
    return samples.filter((each) => each.name === name).map(({ labels }) => labels);
  }
}

function toFamily([first = '', second = '', ...lines]: readonly string[]): Family {
  const help = head.exec(first)?.groups;
  const type = head.exec(second)?.groups;
  const name = help?.['name'];
  if (name === undefined || help?.['what'] !== 'HELP') throw new Error(`no HELP: ${first}`);
  if (type?.['what'] !== 'TYPE' || type['name'] !== name) throw new Error(`no TYPE: ${second}`);
  const samples = lines.map(toSample);
  const series = samples.map(({ name: its, labels }) => its + JSON.stringify(labels));
  if (new Set(series).size !== series.length) throw new Error(`a series of ${name} comes twice`);
  for (const { name: its } of samples) {
    const ending = its.startsWith(name) ? its.slice(name.length) : null;
    const endings = type['text'] === 'histogram' ? ['_bucket', '_sum', '_count'] : [''];
    if (ending === null || !endings.includes(ending)) throw new Error(`${its} under ${name}`);
  }
  return { name, help: help['text'] ?? '', type: type['text'] ?? '', samples };
}

function toSample(line: string): Sample {
  const groups = sample.exec(line)?.groups;
  if (!groups) throw new Error(`no sample: ${line}`);
  const labels: Record<string, string> = {};
  for (let rest = groups['labels'] ?? ''; rest !== '';) {
    const found = label.exec(rest);
    if (!found?.groups) throw new Error(`no label: ${line}`);
    labels[found.groups['name'] ?? ''] = found.groups['value'] ?? '';
    rest = rest.slice(found[0].length);
  }
  return { name: groups['name'] ?? '', labels, value: Number(groups['value']) };
}
