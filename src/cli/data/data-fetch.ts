/** `deepawb data fetch NAME [DIR]`: a published data set to a folder. */
import { type Command, Option } from 'commander';
import type { FetchPhase } from '../../dataset/index.js';
import { type CommandContext, type CommonOptions, withCommonOptions } from '../command-context.js';
import { inOptionLater } from '../exit-code.js';
import { integerOption } from '../options/option-types.js';

interface FetchCommandOptions extends CommonOptions {
  readonly url?: string;
  readonly md5?: string;
  readonly archive?: string;
  readonly keepArchive?: true;
  readonly retries: number;
  readonly stallTimeout: number;
  readonly maxBytes?: number;
  readonly maxTime: number;
}

const PHASE_LABELS: Record<FetchPhase, string> = {
  download: 'Downloading',
  verify: 'Verifying',
  extract: 'Unpacking',
};

export function addDataFetchCommand(data: Command, context: CommandContext): void {
  const command = data
    .command('fetch')
    .summary('download a published data set')
    .description(
      'Downloads a published data set, checks size and checksum, and unpacks it. A download that was cut goes on ' +
        'where it ended, in this run or the next. Known: simplecube++ (2.1 GB, CC BY 4.0).',
    )
    .argument('<name>', 'which one: simplecube++')
    .argument('[dir]', 'folder to make (default: data/<name>)')
    .option('--url <address>', "the archive's address instead of the official one")
    .option('--md5 <hex>', 'its checksum instead of the published one')
    .option('--archive <file>', 'unpack this archive, download nothing')
    .option('--keep-archive', 'keep the archive in <dir>.fetch/')
    .option('--retries <n>', 'tries in a row without progress', integerOption(1, 100), 6)
    .addOption(
      new Option(
        '--stall-timeout <seconds>',
        'try again when nothing, or less than 4 kB/s, has come for so long',
      )
        .argParser(integerOption(1, 3600))
        .default(30),
    )
    .option(
      '--max-bytes <n>',
      'give up on a larger archive (default: twice the usual size)',
      integerOption(1),
    )
    .addOption(
      new Option('--max-time <minutes>', 'give up on a download that takes longer')
        .argParser(integerOption(1, 30_000))
        .default(1440),
    )
    .action((name: string, dir: string | undefined, options: FetchCommandOptions) =>
      fetchData(name, dir ?? `data/${name.toLowerCase()}`, options, context),
    );
  withCommonOptions(command, {
    examples: ['deepawb data fetch simplecube++ data/simplecube++'],
  });
}

async function fetchData(
  name: string,
  dir: string,
  options: FetchCommandOptions,
  { terminal, signal, env }: CommandContext,
): Promise<void> {
  const { fetchDataset } = await import('../../dataset/index.js');
  const show = terminal.stages('bytes');
  const fetching = fetchDataset({
    ...options,
    name,
    dir,
    keepArchive: options.keepArchive === true,
    baseUrl: env.DEEPAWB_ZENODO_URL,
    signal,
    attempts: options.retries,
    stallMs: options.stallTimeout * 1000,
    maxMs: options.maxTime * 60_000,
    onProgress: (phase, done, total) => show(PHASE_LABELS[phase], done, { total }),
    onNotice: (message) => terminal.warn(message),
  });
  const result = await inOptionLater(null, fetching);
  terminal.close();
  if (options.json) terminal.printJson(result);
  else {
    const { describeFetch } = await import('../../report/index.js');
    terminal.print(describeFetch(result));
  }
}
