import { wholeNumber } from './whole-number.ts';

/** Flags of every list that comes in pages. */
export interface PageFlags {
  readonly offset: number;
  readonly limit: number;
}

export function pageFlags(placeholder: string) {
  return {
    offset: {
      kind: 'parsed',
      parse: wholeNumber(0),
      default: '0',
      placeholder,
      brief: 'how many to pass over, from the first',
    },
    limit: {
      kind: 'parsed',
      parse: wholeNumber(1, 1_000),
      default: '50',
      placeholder,
      brief: 'how many to list, at most 1000',
    },
  } as const;
}
