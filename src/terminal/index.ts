/** A terminal to print on: results and notes on their streams, colours where they are wanted, progress, nothing unseen. */
export type { Progress, ProgressOptions } from './progress.js';
export { withoutShortProgress } from './quiet-progress.js';
export {
  type Colours,
  createTerminal,
  type ShowStage,
  type Terminal,
  type TerminalStreams,
} from './terminal.js';
