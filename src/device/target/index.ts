/** The device that options describe, checked before anything heavy is loaded. */
import { accessSync, constants } from 'node:fs';
import { InputError, UsageError } from '../../errors/index.js';
import type { SshTarget } from '../ssh/ssh-target.js';

export interface SshChoice {
  /** As OpenSSH takes it, without a password. */
  readonly ssh?: string;
  readonly port?: number;
  readonly identity?: string;
  readonly knownHosts?: string;
  readonly remoteDir?: string;
}

/**
 * What OpenSSH must never see, refused before anything is loaded; checkDestination has the rest. Not an option's parser:
 * those repeat what they refuse, and a password has no place on the screen either.
 */
function checkSsh(text: string): void {
  if (/:.*@/s.test(text.replace(/^ssh:\/\//, ''))) {
    throw new UsageError(
      '--ssh: expected user@host without a password, which others on this machine could read; use a key or an agent',
    );
  }
  if (/^-|\s/.test(text) || text === '') {
    throw new UsageError(`--ssh: expected user@host, got '${text}'`);
  }
}

function checkReadable(option: string, file: string | undefined): void {
  if (file === undefined) return;
  try {
    accessSync(file, constants.R_OK);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'no such file' : message;
    throw new InputError(`${file}: ${why}. Check the path after --${option}.`);
  }
}

/** Null without `--ssh`. Throws UsageError for options that need it, InputError for files that cannot be read. */
export function sshTarget(options: SshChoice): SshTarget | null {
  const { ssh: destination, port, identity, knownHosts, remoteDir } = options;
  const rest = {
    ...(port === undefined ? {} : { port }),
    ...(identity === undefined ? {} : { identity }),
    ...(knownHosts === undefined ? {} : { knownHosts }),
    ...(remoteDir === undefined ? {} : { remoteDir }),
  };
  if (destination !== undefined) {
    checkSsh(destination);
    checkReadable('identity', identity);
    checkReadable('known-hosts', knownHosts);
    return { destination, ...rest };
  }
  const [stray] = Object.keys(rest);
  if (stray === undefined) return null;
  const flag = stray.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  throw new UsageError(`--${flag}: expected --ssh user@host with it`);
}
