/**
 * The text of a piece of a log, without the beginning of a character whose end was not written yet.
 * @param isLast whether nothing comes after it
 * @returns how many of the bytes are in the text; at least one, where there are any
 */
export function utf8Text(bytes: Uint8Array, isLast: boolean): { text: string; length: number } {
  const length = isLast ? bytes.length : wholeCharacters(bytes) || bytes.length;
  return { text: new TextDecoder().decode(bytes.subarray(0, length)), length };
}

/** How many bytes there are up to the end of the last character that is whole. */
function wholeCharacters(bytes: Uint8Array): number {
  // A character has at most four bytes: its first one is looked for among the last three.
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes.length;
    if (byte >= 0xc0) return lengthOf(byte) > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

/** How many bytes a character has that begins so (RFC 3629, 3). */
function lengthOf(first: number): number {
  if (first >= 0xf0) return 4;
  return first >= 0xe0 ? 3 : 2;
}
