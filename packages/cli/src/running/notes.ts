import type { SluiceContext } from '../sluice-context.ts';

/** Remarks on stderr, for a person. */
export interface Notes {
  /** Left out when the user wants quiet. */
  remark(line: string): void;
  /** Said in any case. */
  say(line: string): void;
  /** Said in any case, without the end of the line. */
  begin(text: string): void;
}

export function notesFor({ process }: SluiceContext, isQuiet: boolean): Notes {
  const begin = (text: string) => void process.stderr.write(text);
  const say = (line: string) => begin(`${line}\n`);
  return { begin, say, remark: isQuiet ? () => {} : say };
}
