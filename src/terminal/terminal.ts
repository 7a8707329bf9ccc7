/**
 * Where programs print: results to stdout, everything else to stderr. Colours follow NO_COLOR and FORCE_COLOR
 * (no-color.org, force-color.org), then whether the stream is a terminal. Nothing reaches a stream but text that can be
 * seen, line feeds, and colours where there are any: names and answers from outside move no cursor and set no title.
 */
import pc from 'picocolors';
import { jsonText, visibleLines, visibleStyledLines } from '../text/index.js';
import {
  createBarProgress,
  createPlainProgress,
  type Progress,
  type ProgressOptions,
} from './progress.js';

/** Styles of text, each the text itself where colours are off. Our own type: that of the package that makes them is not installed with us. */
export type Colours = Readonly<
  Record<
    'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan',
    (text: string | number | null | undefined) => string
  >
>;

export interface Terminal {
  /** Colours for what goes to stdout. */
  readonly colours: Colours;
  /** Width of stdout in characters; 80 where it is no terminal. */
  readonly columns: number;
  /** Whether results go to a terminal and not to a file or a pipe. */
  readonly isTTY: boolean;
  /** A result, with a line break. */
  print(text: string): void;
  /** A result for programs: numbers as they are, no rounding. */
  printJson(value: unknown): void;
  /** A word to the user about the work: stderr. */
  note(text: string): void;
  warn(text: string): void;
  error(text: string): void;
  /** Starts a progress display; the one before ends. */
  progress(options: ProgressOptions): Progress;
  /** Progress through stages of work: each label begins a display of its own, and the one before ends. */
  stages(unit?: ProgressOptions['unit']): ShowStage;
  /** Ends a display that is still there. */
  close(): void;
}

/** Shows how much of a stage is done. */
export type ShowStage = (
  label: string,
  done: number,
  change?: { readonly total?: number | undefined; readonly detail?: string },
) => void;

export interface TerminalStreams {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly env: NodeJS.ProcessEnv;
}

/** Whether text for a stream is coloured. NO_COLOR wins over FORCE_COLOR. */
function wantsColour(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  return stream.isTTY === true && env.TERM !== 'dumb';
}

export function createTerminal({ stdout, stderr, env }: TerminalStreams): Terminal {
  const coloured = { stdout: wantsColour(stdout, env), stderr: wantsColour(stderr, env) };
  const cleaned = (text: string, stream: 'stdout' | 'stderr') =>
    coloured[stream] ? visibleStyledLines(text) : visibleLines(text);
  const errorColours = pc.createColors(coloured.stderr);
  const canRedraw = stderr.isTTY === true && env.TERM !== 'dumb';
  let active: Progress | undefined;
  const write = (text: string) => void stderr.write(`${cleaned(text, 'stderr')}\n`);
  const note = (text: string) => {
    if (active) active.interrupt(() => write(text));
    else write(text);
  };
  const progress = (options: ProgressOptions): Progress => {
    active?.stop();
    active = canRedraw ? createBarProgress(stderr, options) : createPlainProgress(write, options);
    return active;
  };
  return {
    colours: pc.createColors(coloured.stdout),
    columns: stdout.columns || 80,
    isTTY: stdout.isTTY === true,
    print: (text) => void stdout.write(`${cleaned(text, 'stdout')}\n`),
    printJson: (value) => void stdout.write(`${jsonText(value, 2)}\n`),
    note,
    warn: (text) => note(`${errorColours.yellow('warning:')} ${visibleLines(text)}`),
    error: (text) => note(`${errorColours.red('error:')} ${visibleLines(text)}`),
    progress,
    stages: (unit = 'items') => createStages(progress, unit),
    close() {
      active?.stop();
      active = undefined;
    },
  };
}

/** Displays one after the other, each begun with `begin`. */
export function createStages(
  begin: (options: ProgressOptions) => Progress,
  unit: ProgressOptions['unit'],
): ShowStage {
  let shown: { readonly label: string; readonly display: Progress } | undefined;
  return (label, done, change = {}) => {
    if (shown?.label !== label) {
      shown = { label, display: begin({ label, unit, total: change.total }) };
    }
    shown.display.update(done, change);
  };
}
