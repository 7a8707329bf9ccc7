/** `deepawb worker`: trains for studies that run elsewhere. */
import type { Command } from 'commander';
import { jsonLine } from '../../text/index.js';
import { type CommandContext, type CommonOptions, withCommonOptions } from '../command-context.js';
import { hideArguments } from '../hide-arguments.js';
import { integerOption } from '../options/option-types.js';

interface WorkerOptions extends CommonOptions {
  readonly redis?: string;
  readonly queue: string;
  readonly slots: number;
  readonly data?: string;
}

export function addWorkerCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('worker')
    .summary('train for studies on other machines')
    .description(
      'Takes trials of studies out of a Redis queue and trains them, until Ctrl-C. Any number of workers may run, on ' +
        'any machines that see the Redis and have the data set; one whose copy of it differs refuses. A worker keeps ' +
        'nothing: when it ends or dies, others take over what it had.',
    )
    .option('--redis <url>', 'where the queue is (default: redis://127.0.0.1:6379, or REDIS_URL)')
    .option('--queue <name>', 'name of the queue', 'deepawb')
    .option('--slots <n>', 'trials side by side, one thread each', integerOption(1, 1024), 1)
    .option('--data <dir>', 'data set on this machine (default: the path that the study names)')
    .action((options: WorkerOptions) => work(options, context));
  withCommonOptions(command, {
    examples: ['deepawb worker --redis redis://coordinator:6379 --slots 2 --data data/cube'],
  });
}

async function work(
  options: WorkerOptions,
  { terminal, signal, env }: CommandContext,
): Promise<void> {
  const { startTrialWorker, DEFAULT_REDIS, describeWorkerEvent } = await import(
    '../../nas/index.js'
  );
  const { redis = env.REDIS_URL ?? DEFAULT_REDIS, queue, slots, data, json } = options;
  if (options.redis !== undefined) hideArguments('deepawb worker');
  const worker = await startTrialWorker({
    redis,
    signal,
    queue,
    slots,
    ...(data === undefined ? {} : { data }),
    onEvent(event) {
      if (json) process.stdout.write(jsonLine(event));
      else terminal.note(describeWorkerEvent(event));
    },
  });
  const interrupted = new Promise<null>((resolve) => {
    signal.addEventListener('abort', () => resolve(null), { once: true });
    if (signal.aborted) resolve(null);
  });
  const fault = await Promise.race([interrupted, worker.failed]);
  if (!fault && !json) terminal.note('Ending; other workers take over what was running.');
  await worker.close();
  if (fault) throw fault;
  signal.throwIfAborted();
}
