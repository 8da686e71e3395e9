/** All of what comes in pieces whose memory is used again. */
export async function collectBytes(
  pieces: AsyncIterable<Uint8Array | { readonly bytes: Uint8Array }>,
): Promise<Buffer> {
  const copies: Buffer[] = [];
  for await (const piece of pieces)
    copies.push(Buffer.from('bytes' in piece ? piece.bytes : piece));
  return Buffer.concat(copies);
}
