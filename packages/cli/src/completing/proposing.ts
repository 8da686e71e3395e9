import type { SluiceContext } from '../sluice-context.ts';

/** Proposes names for the word at the cursor, and none where something goes wrong: nobody is told of it. */
export function proposing(
  read: (context: SluiceContext, partial: string) => Promise<readonly string[]>,
) {
  return async function propose(this: SluiceContext, partial: string): Promise<readonly string[]> {
    if (partial.startsWith('-')) return [];
    try {
      // A line each is what the shell gets.
      return (await read(this, partial)).filter((name) => !/\p{Cc}/u.test(name));
    } catch {
      return [];
    }
  };
}
