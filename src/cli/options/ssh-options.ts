/** Options that reach a device over SSH. */
import type { Command } from 'commander';
import type { SshChoice } from '../../device/target/index.js';
import { integerOption } from './option-types.js';

export type SshOptions = SshChoice;

export function withSshOptions(command: Command, use: string): Command {
  return command
    .option('--ssh <user@host>', use)
    .option('--port <n>', 'port of its SSH server', integerOption(1, 65_535))
    .option('--identity <file>', 'private key; otherwise the agent and the usual ones')
    .option('--known-hosts <file>', 'file of host keys (default: ~/.ssh/known_hosts)')
    .option('--remote-dir <dir>', 'folder there for what is copied (default: its TMPDIR, or /tmp)');
}
