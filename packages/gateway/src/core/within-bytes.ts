/** As many of the first as have so many bytes together, and one at least. */
export function withinBytes<Of extends { readonly bytes: number }>(
  all: readonly Of[],
  mostBytes: number,
): readonly Of[] {
  let bytes = 0;
  const end = all.findIndex((one, at) => {
    bytes += one.bytes;
    return at > 0 && bytes > mostBytes;
  });
  return end === -1 ? all : all.slice(0, end);
}
