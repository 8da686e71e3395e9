/** Which bytes of a file of `size` bytes to send: from `start` to before `end`. */
export type ByteRange =
  | { readonly kind: 'all' }
  | { readonly kind: 'part'; readonly start: number; readonly end: number }
  | { readonly kind: 'not_satisfiable' };

/**
 * Reads the header Range (RFC 9110, 14.2). What is no single range of bytes asks for all: a server may
 * pass over it.
 */
export function readByteRange(header: string | undefined, size: number): ByteRange {
  const [, first = '', last = ''] = /^bytes=([0-9]{0,16})-([0-9]{0,16})$/i.exec(header ?? '') ?? [];
  if (first === '' && last === '') return { kind: 'all' };
  if (first === '') {
    const start = Math.max(0, size - Number(last));
    return start < size ? { kind: 'part', start, end: size } : { kind: 'not_satisfiable' };
  }
  const start = Number(first);
  const end = last === '' ? size : Math.min(Number(last) + 1, size);
  if (last !== '' && Number(last) < start) return { kind: 'all' };
  return start < size ? { kind: 'part', start, end } : { kind: 'not_satisfiable' };
}
