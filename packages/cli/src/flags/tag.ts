import type { Tag } from '@sluice/client';
import { UsageError } from '../usage-error.ts';

/** Reads `key=value`; the key ends at the first `=`. */
export function parseTag(text: string): Tag {
  const [, key, value] = /^([^=]+)=(.*)$/su.exec(text) ?? [];
  if (key === undefined || value === undefined) {
    throw new UsageError(`"${text}" is no tag: write key=value`);
  }
  return { key, value };
}

export function tagFlag(brief: string) {
  return {
    kind: 'parsed',
    parse: parseTag,
    variadic: true,
    optional: true,
    placeholder: 'KEY=VALUE',
    brief: `${brief}; can be given again`,
  } as const;
}

/** The tags as a list is asked for them. Absent where none are given. */
export function toTagFilter(tags: readonly Tag[] | undefined): { readonly tag?: string[] } {
  return tags === undefined ? {} : { tag: tags.map(({ key, value }) => `${key}:${value}`) };
}

/** The tags as a submit takes them. Absent where none are given. */
export function tagsOf({ tag }: { readonly tag?: readonly Tag[] | undefined }): {
  readonly tags?: Tag[];
} {
  return tag === undefined ? {} : { tags: [...tag] };
}
