/** What the liar understands as code: a word and its arguments. */
export type Command =
  | { readonly kind: 'endless'; readonly word: EndlessWord; readonly file: string }
  /** Writes one row when it ends. */
  | {
      readonly kind: 'write';
      readonly table: string;
      readonly ms: number;
      readonly commitMs: number;
    }
  | { readonly kind: 'answer'; readonly word: string; readonly argument: string };

const endlessWords = ['long', 'join', 'busy', 'sleep', 'deaf', 'tasks', 'export'] as const;
export type EndlessWord = (typeof endlessWords)[number];

const lateMs = 150;
const shortMs = 200;

export function parseCommand(code: string): Command {
  const [word = '', argument = ''] = code.split(' ');
  const endless = endlessWords.find((each) => each === word);
  if (endless) return { kind: 'endless', word: endless, file: argument };
  switch (word) {
    case 'late':
      return { kind: 'write', table: argument, ms: lateMs, commitMs: 0 };
    case 'short':
      return { kind: 'write', table: argument, ms: shortMs, commitMs: shortMs * 0.4 };
    case 'one':
      return { kind: 'write', table: argument, ms: 0, commitMs: 0 };
    default:
      return { kind: 'answer', word, argument };
  }
}

/** Whether it uses a processor while it runs. */
export function computes(command: Command): boolean {
  return command.kind === 'write' || (command.kind === 'endless' && command.word !== 'sleep');
}
