/** What networks are measured on where neither the command line nor the study says. */
import type { RunnerName } from '../../device/index.js';

/** Nothing but Node is needed, and the memory is that of the model to the page; Node's own is left out. */
export const DEFAULT_RUNNER: RunnerName = 'wasm';
