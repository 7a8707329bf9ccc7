export { checkCommand } from './check-command.js';
export type { ParsedCommand, ParsedOption, ProgramCommands } from './command-options.js';
export { findConfigFile } from './config-file.js';
export { type CalledCommand, IDLE_OPTIONS } from './idle-options.js';
export { type ConfiguredLine, configuredLine } from './with-config.js';
