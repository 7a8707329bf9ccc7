export type { ParsedCommand, ParsedOption, ProgramCommands } from './command-options.js';
export { findConfigFile } from './config-file.js';
export { type CalledCommand, IDLE_OPTIONS, idleOptions } from './idle-options.js';
export { type ConfiguredLine, configuredLine } from './with-config.js';
