/** A page of a list of things with names. */
interface Page {
  readonly next_offset: number | null;
}

/** All that a list has, page after page. */
export async function allPages<P extends Page, Item>(
  read: (page: { readonly offset: number }) => Promise<P>,
  itemsOf: (page: P) => readonly Item[],
): Promise<Item[]> {
  const all: Item[] = [];
  for (let offset: number | null = 0; offset !== null;) {
    const page: P = await read({ offset });
    all.push(...itemsOf(page));
    offset = page.next_offset;
  }
  return all;
}
