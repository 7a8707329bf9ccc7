export type { ParsedCommand, ParsedOption, ProgramCommands } from './command-options.js';
export { findConfigFile } from './config-file.js';
export { type ConfiguredLine, configuredLine } from './with-config.js';
