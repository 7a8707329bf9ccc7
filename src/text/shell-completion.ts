/** What a shell needs to complete a program's commands and options: scripts for bash, zsh and fish. */
import { shellWord } from './shell.js';

/** A command with its options and the commands within it. */
export interface CommandTree {
  readonly name: string;
  readonly summary: string;
  /** Long names with their dashes, and what they do. */
  readonly options: readonly { readonly flag: string; readonly summary: string }[];
  readonly commands: readonly CommandTree[];
}

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** The script to be read by the shell. Words that are neither commands nor options are files, as ever. */
export function completionScript(shell: Shell, program: CommandTree): string {
  switch (shell) {
    case 'bash':
      return bashScript(program);
    case 'zsh':
      return `autoload -U +X bashcompinit && bashcompinit\n${bashScript(program)}`;
    case 'fish':
      return fishScript(program);
    default:
      return shell satisfies never;
  }
}

/** Every command with the names that lead to it. */
function paths(
  tree: CommandTree,
  above: readonly string[] = [],
): [readonly string[], CommandTree][] {
  const below = tree.commands.flatMap((one) => paths(one, [...above, one.name]));
  return [[above, tree], ...below];
}

function bashScript(program: CommandTree): string {
  const all = paths(program);
  const known = all.slice(1).map(([path]) => `'${path.map((name) => ` ${name}`).join('')}'`);
  const cases = all.map(([path, { commands, options }]) => {
    const words = [...commands.map(({ name }) => name), ...options.map(({ flag }) => flag)];
    return `    '${path.map((name) => ` ${name}`).join('')}') words='${words.join(' ')}' ;;`;
  });
  return `_${program.name}() {
  local word words='' path='' current="\${COMP_WORDS[COMP_CWORD]}"
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$path $word" in
    ${known.join('|')}) path="$path $word" ;;
    esac
  done
  case "$path" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  # Nothing typed yet: files are as likely as options.
  if [ -z "$current" ] && [[ "$words" == --* ]]; then COMPREPLY=(); fi
}
complete -o default -F _${program.name} ${program.name}
`;
}

function fishScript(program: CommandTree): string {
  const lines = paths(program).flatMap(([path, { commands, options }]) => {
    const seen = path.map((name) => `__fish_seen_subcommand_from ${name}`).join('; and ');
    const others = commands.map(({ name }) => name).join(' ');
    const isHere = path.length === 0 ? '__fish_use_subcommand' : seen;
    const wanted =
      path.length === 0 ? isHere : `${seen}; and not __fish_seen_subcommand_from ${others}`;
    const of = (condition: string) => `complete -c ${program.name} -n ${shellWord(condition)}`;
    return [
      ...commands.map((one) => `${of(wanted)} -f -a ${one.name} -d ${shellWord(one.summary)}`),
      ...options.map(
        ({ flag, summary }) => `${of(isHere)} -l ${flag.slice(2)} -d ${shellWord(summary)}`,
      ),
    ];
  });
  return `${lines.join('\n')}\n`;
}
