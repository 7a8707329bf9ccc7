/** `--runner`: what an estimate is measured on. */
import { Option } from 'commander';
import type { RunnerName } from '../../device/index.js';

/** The compiler asks for each. */
const RUNNERS: Record<RunnerName, string> = {
  node: "the package's kernels in Node",
  wasm: 'the exported module, in Node',
  c: 'the exported C',
};

/** `before`: what the choice is for, where the command does not say so itself. */
export function runnerOption(before = ''): Option {
  const kinds = Object.entries(RUNNERS).map(([name, what]) => `${name}: ${what}`);
  return new Option('--runner <kind>', before + kinds.join('; ')).choices(Object.keys(RUNNERS));
}
