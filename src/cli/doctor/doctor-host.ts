/** `deepawb doctor host`: what of this machine the program can use. */
import type { Command } from 'commander';
import { formatBytes, visibleText } from '../../text/index.js';
import { type CommandContext, type CommonOptions, withCommonOptions } from '../command-context.js';

export function addDoctorHostCommand(doctor: Command, { terminal }: CommandContext): void {
  const command = doctor
    .command('host')
    .summary('this machine: Node, compiler, ssh, Redis, cache')
    .description('Says what of this machine can be used, what is missing and what needs it.')
    .action(async ({ json }: CommonOptions) => {
      const { examineHost } = await import('../../device/index.js');
      const { cacheUse, defaultCacheDir } = await import('../../dataset/index.js');
      const { findConfigFile } = await import('../../config/index.js');
      const options = findConfigFile(process.cwd());
      const config = {
        ...{ name: 'file of options', isFound: options !== undefined },
        ...{ detail: options ?? 'no deepawb.config.json here or above', use: 'options not typed' },
      };
      const dir = defaultCacheDir();
      const detail = `${formatBytes(cacheUse(dir).bytes)} in ${dir}`;
      const cache = { name: 'cache', isFound: true, detail, use: 'reading data sets again' };
      const checks = [...(await examineHost()), cache, config];
      if (json) return terminal.printJson({ checks });
      for (const { name, isFound, detail, use } of checks) {
        const head = `${name.padEnd(23)}${isFound ? 'yes' : 'no '}  `;
        terminal.print(`${head}${visibleText(detail)}${terminal.colours.dim(`  (${use})`)}`);
      }
    });
  withCommonOptions(command, { examples: ['deepawb doctor host'] });
}
