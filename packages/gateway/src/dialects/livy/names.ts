import { Type } from 'typebox';

// Ids stand in addresses as text: what is no number names nothing, and is answered as unknown.

export const SessionParams = Type.Object({ id: Type.String() });
export const StatementParams = Type.Object({ id: Type.String(), statement: Type.String() });

export function readNumber(text: string): number | null {
  return /^[0-9]{1,15}$/.test(text) ? Number(text) : null;
}

/** `from` and `size` of a list; `most` is the largest page. */
export function pageOf(
  { from, size }: { readonly from?: number; readonly size?: number },
  absentSize: number,
  most: number,
): { readonly offset: number; readonly limit: number } {
  return { offset: from ?? 0, limit: Math.min(size ?? absentSize, most) };
}

const Count = Type.Integer({
  minimum: 0,
  maximum: Number.MAX_SAFE_INTEGER,
  description: 'a whole number, 0 or more',
});

export const PageQuery = Type.Object({ from: Type.Optional(Count), size: Type.Optional(Count) });
