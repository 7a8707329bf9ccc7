/** `deepawb web [FOLDER]`: the page that shows pictures under any method, on this machine. */
import type { Command } from 'commander';
import { type CommandContext, type CommonOptions, withCommonOptions } from '../command-context.js';
import { integerOption } from '../options/option-types.js';
import { servedUntilStopped } from '../serve-page.js';

interface WebOptions extends CommonOptions {
  readonly host: string;
  readonly port: number;
}

export function addWebCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('web')
    .summary('show raw pictures under any method, in the browser')
    .description(
      'Serves a page on this machine that shows the raw pictures of a folder, or those that are dropped on it, under as many ' +
        'methods as you like, side by side, with their white points, errors where labels are known, and times. Methods that ' +
        "learn do so from the folder's train part when they are first asked; models and tuning files in the folder are " +
        'offered too. It works offline and sends nothing anywhere. Ctrl-C ends it.',
    )
    .argument('[folder]', 'data set, or folder of raw pictures')
    .option('--host <address>', 'address to serve on', '127.0.0.1')
    .option('--port <n>', 'port; 0 is one that is free', integerOption(0, 65_535), 0)
    .action(async (dir: string | undefined, { host, port, json }: WebOptions) => {
      const { servePictures } = await import('../../page/index.js');
      const options = { host, port, ...(dir === undefined ? {} : { dir }) };
      const hint = 'Open that address in a browser. Ctrl-C ends it.';
      await servedUntilStopped({ json, hint, dir }, context, (onFault) =>
        servePictures({ ...options, onFault }),
      );
    });
  withCommonOptions(command, { examples: ['deepawb web', 'deepawb web shots --port 8080'] });
}
