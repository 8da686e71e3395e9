import { buildCommand } from '../build-command.ts';
import { writeText } from '../output/write-text.ts';
import type { SluiceContext } from '../sluice-context.ts';
import { UsageError } from '../usage-error.ts';

/** The first word of a command line that asks for completions, and is no command for people. */
export const completeWord = '__complete';

const shells = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof shells)[number];

export const completionCommand = buildCommand<object, [shell: Shell], SluiceContext>({
  func(_flags, shell) {
    return writeText(this.process.stdout, scripts[shell]);
  },
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [{ parse: parseShell, placeholder: shells.join('|'), brief: 'the shell' }],
    },
  },
  docs: {
    brief: 'Print what a shell needs to complete the words of sluice',
    fullDescription:
      'It completes commands, flags, the words that flags take, and the names of jobs, batches, sessions, queues, databases and ' +
      'tables, for which it asks the gateway: for a second at most, and without a word where that fails.\n\n' +
      'bash: eval "$(sluice completion bash)" in ~/.bashrc\n' +
      'zsh: eval "$(sluice completion zsh)" in ~/.zshrc, after compinit\n' +
      'fish: sluice completion fish > ~/.config/fish/completions/sluice.fish',
  },
});

function parseShell(text: string): Shell {
  const shell = shells.find((one) => one === text);
  if (shell) return shell;
  throw new UsageError(`"${text}" is none of ${shells.join(', ')}`);
}

/** Each gives all words up to the cursor, the last of them perhaps empty; what fits comes a line each. */
const scripts: Record<Shell, string> = {
  bash: String.raw`_sluice() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do
    COMPREPLY+=("$(printf %q "$line")")
    [[ $line != *. ]] || compopt -o nospace 2>/dev/null
  done < <("$1" ${completeWord} "${'$'}{COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _sluice sluice
`,
  zsh: String.raw`_sluice() {
  local -a found
  found=("${'$'}{(@f)$("${'$'}{words[1]}" ${completeWord} "${'$'}{(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "${'$'}{found[1]}" ]]; then compadd -- "${'$'}{found[@]}"; else _files; fi
}
compdef _sluice sluice
`,
  fish: `complete -c sluice -a '(set -l words (commandline -opc) (commandline -ct); $words[1] ${completeWord} $words[2..] 2>/dev/null)'
`,
};
