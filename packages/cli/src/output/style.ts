import type { SluiceContext } from '../sluice-context.ts';

/** How words are set apart on a terminal. */
export interface Style {
  readonly heading: Paint;
  readonly faint: Paint;
}

export type Paint = (text: string) => string;

/** Plain where the output is no terminal, or the user wants no colour (no-color.org). */
export function styleFor(stream: NodeJS.WriteStream, { process }: SluiceContext): Style {
  const { NO_COLOR, TERM } = process.env;
  const isPlain = !stream.isTTY || (NO_COLOR !== undefined && NO_COLOR !== '') || TERM === 'dumb';
  return isPlain ? plain : coloured;
}

const plain: Style = { heading: (text) => text, faint: (text) => text };

const coloured: Style = {
  heading: (text) => `\x1b[1m${text}\x1b[22m`,
  faint: (text) => `\x1b[2m${text}\x1b[22m`,
};
