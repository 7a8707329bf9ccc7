/** `deepawb cache`: what is kept of data sets between runs, how much it may be, and how to be rid of it. */
import { type Command, InvalidArgumentError } from 'commander';
import { formatBytes, formatCount, parseBytes } from '../../text/index.js';
import { type CommandContext, type CommonOptions, withCommonOptions } from '../command-context.js';

interface CacheCommandOptions extends CommonOptions {
  readonly clear?: true;
  readonly limit?: number;
}

export function addCacheCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('cache')
    .summary('show, limit or clear what is kept between runs')
    .description(
      'Thumbnails, checksums and tuned parameters of data sets are kept in $XDG_CACHE_HOME/deepawb, else ' +
        '~/.cache/deepawb, so that the next run need not make them again. All together stay within a limit (2 GB ' +
        'unless set); what was not used for longest goes first.',
    )
    .option('--clear', 'remove everything that is kept')
    .option('--limit <size>', 'set the limit, e.g. 500MB, and keep to it from now on', bytesOption)
    .action((options: CacheCommandOptions) => cache(options, context));
  withCommonOptions(command, { examples: ['deepawb cache', 'deepawb cache --limit 500MB'] });
}

function bytesOption(text: string): number {
  const bytes = parseBytes(text);
  if (bytes !== null) return bytes;
  throw new InvalidArgumentError('Expected a size, e.g. 500MB or 2GB.');
}

async function cache(options: CacheCommandOptions, { terminal }: CommandContext): Promise<void> {
  const { cacheUse, clearCache, defaultCacheDir, setCacheLimit } = await import(
    '../../dataset/index.js'
  );
  const dir = defaultCacheDir();
  if (options.clear) clearCache(dir);
  if (options.limit !== undefined) setCacheLimit(dir, options.limit);
  const use = cacheUse(dir);
  if (options.json) return terminal.printJson({ dir, ...use });
  terminal.print(
    `${dir}: ${formatBytes(use.bytes)} in ${formatCount(use.files, 'file')}, limit ${formatBytes(use.limitBytes)}`,
  );
  for (const [kind, { files, bytes }] of Object.entries(use.kinds)) {
    terminal.print(
      `  ${kind.padEnd(11)} ${formatBytes(bytes).padStart(8)}  ${formatCount(files, 'file')}`,
    );
  }
}
