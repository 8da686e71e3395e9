/** The forms of a result, the one that is liked best where a header does not care first. */
const formats = ['json', 'csv', 'json_lines', 'parquet', 'arrow'] as const;
export type ResultFormat = (typeof formats)[number];

const mediaTypes: Record<ResultFormat, readonly string[]> = {
  json: ['application/json'],
  csv: ['text/csv'],
  json_lines: ['application/jsonl', 'application/x-ndjson'],
  parquet: ['application/vnd.apache.parquet'],
  arrow: ['application/vnd.apache.arrow.stream'],
};

/**
 * The form of a result that an `Accept` header likes best (RFC 9110, 12.5.1); JSON where it likes all
 * alike, or where there is none.
 * @returns null when it allows none of them
 */
export function preferredFormat(accept: string | undefined): ResultFormat | null {
  const ranges = (accept?.trim() || '*/*').split(',').map(readRange);
  const [best] = formats
    .map((format) => {
      const qualities = mediaTypes[format].map((type) => qualityOf(type, ranges));
      return { format, quality: Math.max(...qualities) };
    })
    .toSorted((one, other) => other.quality - one.quality);
  return best && best.quality > 0 ? best.format : null;
}

interface Range {
  readonly type: string;
  readonly quality: number;
}

function readRange(text: string): Range {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const weight = parameters.find((parameter) => parameter.startsWith('q='));
  const quality = weight === undefined ? 1 : Number(weight.slice('q='.length));
  return { type, quality: quality >= 0 && quality <= 1 ? quality : 0 };
}

/** The narrowest range that holds the type decides. */
function qualityOf(type: string, ranges: readonly Range[]): number {
  const [family = ''] = type.split('/');
  for (const pattern of [type, `${family}/*`, '*/*']) {
    const range = ranges.find((candidate) => candidate.type === pattern);
    if (range) return range.quality;
  }
  return 0;
}
