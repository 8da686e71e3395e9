export type ResultFormat = 'json' | 'csv';

const mediaTypes: Record<ResultFormat, string> = { json: 'application/json', csv: 'text/csv' };

/**
 * The form of a result that an `Accept` header likes best (RFC 9110, 12.5.1); JSON where it likes both
 * alike, or where there is none.
 * @returns null when it allows neither
 */
export function preferredFormat(accept: string | undefined): ResultFormat | null {
  const ranges = (accept?.trim() || '*/*').split(',').map(readRange);
  const json = qualityOf(mediaTypes.json, ranges);
  const csv = qualityOf(mediaTypes.csv, ranges);
  if (json === 0 && csv === 0) return null;
  return csv > json ? 'csv' : 'json';
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
