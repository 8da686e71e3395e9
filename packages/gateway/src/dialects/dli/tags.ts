import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Tag } from '../../core/job/job.ts';

const most = 100;
const letters = '[\\p{L}\\p{N} _.:+\\-@]';

/** Tags of a job (dli-api.md 0). */
export const Tags = Type.Array(
  Type.Object({
    key: Type.String({
      pattern: `^(?! |_sys_)${letters}{1,128}(?<! )$`,
      description:
        'text of 1 to 128 letters, digits, spaces and _ . : + - @, ' +
        'without a space at its ends and not starting with _sys_',
    }),
    value: Type.String({
      pattern: `^${letters}{0,255}$`,
      description: 'text of at most 255 letters, digits, spaces and _ . : + - @',
    }),
  }),
  { maxItems: most, description: `an array of at most ${most} {"key", "value"} objects` },
);

const tagsCheck = Compile(Tags);

/**
 * Reads the tags of a list filter, `k1=v1,k2=v2`. Some clients encode them once more than the query
 * itself, `k1%3Dv1%2Ck2%3Dv2` (dli-api.md 3.1.3); no tag can contain a `%`, so both are told apart.
 * @returns null when the text is not of that form
 */
export function readTagFilter(text: string): readonly Tag[] | null {
  const plain = decodeOnceMore(text);
  const tags = plain?.split(',').map(readPair) ?? [null];
  return tagsCheck.Check(tags) ? tags : null;
}

function decodeOnceMore(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

function readPair(pair: string): Tag | null {
  const [key, value, ...rest] = pair.split('=');
  if (key === undefined || value === undefined || rest.length > 0) return null;
  return { key, value };
}
