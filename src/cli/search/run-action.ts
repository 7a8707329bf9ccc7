/** Runs a study, from its beginning or from where it was left. */
import { readInputText, tryOutputFolder } from '../../files/index.js';
import {
  checkNoStudy,
  checkSameData,
  createStudy,
  createStudyDisplay,
  describeChoice,
  deviceName,
  extendStudy,
  newDescription,
  type OpenMeans,
  type OpenStudy,
  resumeStudy as openStudy,
  parseStudy,
  runStudy as runOpenStudy,
  type StudyDisplay,
  useMeans,
  withOptions,
} from '../../nas/index.js';
import { jsonLine, wrapFor } from '../../text/index.js';
import type { CommandContext } from '../command-context.js';
import { hideArguments } from '../hide-arguments.js';
import { DEFAULT_RUNNER } from './default-runner.js';
import { printDryRun } from './dry-run.js';
import { hashOf, type MeansOptions, meansOf } from './study-means.js';

export interface RunOptions extends Omit<MeansOptions, 'seed'> {
  readonly seed?: number;
  readonly out?: string;
  readonly dryRun?: true;
}

/** `search run`: the study that a YAML file describes. */
export async function runStudy(
  file: string,
  options: RunOptions,
  context: CommandContext,
): Promise<void> {
  if (options.redis !== undefined) hideArguments('deepawb search');
  const described = parseStudy(readInputText(file, { what: 'a study in YAML' }), file);
  const { trials, seed } = options;
  const withMeans = withOptions(described, options, context.env.REDIS_URL);
  const description = newDescription(withMeans, {
    ...(trials === undefined ? {} : { trials }),
    ...(seed === undefined ? {} : { seed }),
    runner: DEFAULT_RUNNER,
  });
  if (options.dryRun) {
    await printDryRun(description, options, context);
    return;
  }
  const directory = options.out ?? description.name;
  checkNoStudy(directory);
  tryOutputFolder(directory);
  const dataHash = await hashOf(description, context, { isNew: true });
  const device = deviceName(description);
  const means = await meansOf(description, context);
  const create = () => {
    const study = createStudy(directory, { description, dataHash, device });
    // The journal holds no password; this run needs it.
    useMeans(study, { description, device });
    return study;
  };
  await carryOut(create, means, options, context);
}

/** `search resume`: a study that was interrupted, killed, or is to try more networks. */
export async function resumeStudy(
  dir: string,
  options: MeansOptions,
  context: CommandContext,
): Promise<void> {
  if (options.redis !== undefined) hideArguments('deepawb search');
  const study = openStudy(dir);
  try {
    if (study.journal.notice) context.terminal.warn(study.journal.notice);
    if (options.trials !== undefined) extendStudy(study, options.trials);
    const { created } = study.state;
    const description = withOptions(created.description, options, context.env.REDIS_URL);
    const device = options.ssh ? deviceName(description) : created.device;
    const dataHash = await hashOf(description, context, { isNew: false });
    checkSameData(description, { found: dataHash, wanted: created.dataHash });
    const means = await meansOf(description, context);
    useMeans(study, { description, device });
    await carryOut(() => study, means, options, context);
  } finally {
    study.close();
  }
}

async function carryOut(
  open: () => OpenStudy,
  means: OpenMeans,
  { json }: { readonly json?: boolean },
  { terminal, signal }: CommandContext,
): Promise<void> {
  const { executor, measure } = means;
  let opened: OpenStudy | null = null;
  let display: StudyDisplay | null = null;
  signal.addEventListener('abort', () => display?.freeze(), { once: true });
  try {
    opened = open();
    display = json ? null : createStudyDisplay({ state: opened.state, stream: process.stderr });
    means.display = display;
    await runOpenStudy({
      study: opened,
      executor,
      signal,
      measure,
      onEvent: (event) => {
        if (json) process.stdout.write(jsonLine(event));
        display?.onEvent(event);
      },
      onProgress: (trial, progress) => display?.onProgress(trial, progress),
    });
  } finally {
    display?.close();
    await executor.close();
    opened?.close();
  }
  const study = opened;
  if (signal.aborted) {
    terminal.note(`Nothing is lost: 'deepawb search resume ${study.directory}' goes on.`);
    signal.throwIfAborted();
  }
  if (json) return;
  if (study.state.usedUp) terminal.print(`Ended early: ${study.state.usedUp}.`);
  terminal.print(wrapFor(terminal, describeChoice(study.state)));
  terminal.print(`Look at the front with 'deepawb search pareto ${study.directory}'.`);
}
