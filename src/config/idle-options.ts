/** Options that do nothing beside or without another: what would be passed over in silence is said. */

/** Flags by what they hang on: a flag, a flag with one of its values, or `PICTURES` for arguments. */
interface IdleOptions {
  readonly without?: Readonly<Record<string, readonly string[]>>;
  readonly beside?: Readonly<Record<string, readonly string[]>>;
}

const PICTURES = 'pictures named';
const OF_MODELS = ['--name', '--licence', '--attribution', '--log', '--resume'];

/** By command. What contradicts its command is refused there; what stands here changes nothing. */
export const IDLE_OPTIONS: Readonly<Record<string, IdleOptions>> = {
  train: {
    without: { '--cross-validate': ['--seeds'] },
    beside: {
      '--cross-validate': [...OF_MODELS, '--checkpoint'],
      '--calibrate': OF_MODELS,
      '--from': ['--resume', '--threads'],
      '--validation none': ['--folds'],
    },
  },
  predict: { without: { '--render': ['--render-bits', '--render-matrix', '--render-tone'] } },
  eval: { without: { '--json': ['--per-picture'], '--report': ['--aspect'] } },
  export: { without: { '--report': ['--part'] } },
  compare: { beside: { [PICTURES]: ['--part', '--pictures', '--best', '--median', '--worst'] } },
};

/** A command that was called, as the parser of command lines has it. */
export interface CalledCommand {
  name(): string;
  readonly parent: CalledCommand | null;
  readonly args: readonly string[];
  readonly options: readonly {
    readonly flags: string;
    readonly long?: string | undefined;
    readonly short?: string | undefined;
    attributeName(): string;
  }[];
  getOptionValue(key: string): unknown;
  getOptionValueSource(key: string): string | undefined;
}

/** A sentence for each option of the command line that does nothing in its company. */
export function idleOptions(command: CalledCommand): string[] {
  const { without = {}, beside = {} } = IDLE_OPTIONS[wordsOf(command)] ?? {};
  const said = (hangs: typeof without, isThere: boolean, word: string) =>
    Object.entries(hangs)
      .filter(([other]) => isGiven(command, other) === isThere)
      .flatMap(([other, flags]) =>
        flags
          .filter((flag) => isGiven(command, flag))
          .map((flag) => `${flag} does nothing ${word} ${other}`),
      );
  return [...said(without, false, 'without'), ...said(beside, true, 'with')];
}

/** How a command is called, without the program: `data synth`. */
function wordsOf(command: CalledCommand): string {
  const { parent } = command;
  if (parent === null) return '';
  return [wordsOf(parent), command.name()].filter((word) => word !== '').join(' ');
}

function isGiven(command: CalledCommand, hangsOn: string): boolean {
  if (hangsOn === PICTURES) return command.args.length > 0;
  const [flag, value] = hangsOn.split(' ');
  const key = command.options.find(({ long }) => long === flag)?.attributeName();
  if (key === undefined || command.getOptionValueSource(key) !== 'cli') return false;
  return value === undefined || command.getOptionValue(key) === value;
}
