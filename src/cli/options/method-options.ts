/** Options of every command that asks methods on a part of a data set, declared once. */
import { type Command, Option } from 'commander';
import type { DatasetPart } from '../../dataset/index.js';
import type { FrameChoice } from '../../raw/node/decode/index.js';
import { withBayerOptions } from './bayer-options.js';
import {
  type CameraOptions,
  type NamedCameraOptions,
  withCameraOptions,
  withNamedCameraOptions,
} from './camera-options.js';
import { type DatasetCommandOptions, withDatasetOptions } from './dataset-options.js';
import { type PictureSize, sizeOption } from './option-types.js';

export interface MethodCommandOptions
  extends DatasetCommandOptions,
    FrameChoice,
    CameraOptions,
    NamedCameraOptions {
  readonly data: string;
  readonly part: DatasetPart;
  readonly trainData?: string;
  readonly model?: readonly string[];
  /** `true`: the option alone. */
  readonly baselines?: string | true;
  readonly bayesTuning?: string;
  readonly size: PictureSize;
}

/** What a command says in words of its own. */
export interface MethodOptionWords {
  readonly model: string;
  /** Whether `--baselines` may stand alone, and what it or its absence means. */
  readonly baselines: { readonly flags: string; readonly default: string };
  readonly size: { readonly whose: string; readonly leastPx: number };
  /** Whether it takes pictures of their own in place of a data set. */
  readonly isAnyPicture?: true;
}

/** What is asked; `own` adds the command's own options, which stand before those of cameras and data sets. */
export function withMethodOptions(
  command: Command,
  { model, baselines, size, isAnyPicture }: MethodOptionWords,
  own: (command: Command) => Command,
): Command {
  command
    .addOption(new Option('--data <dir>', 'data set').makeOptionMandatory(!isAnyPicture))
    .addOption(
      new Option('--part <name>', 'which pictures; layout awbnn: . is the folder itself')
        .choices(['train', 'test', '.'])
        .default('test'),
    )
    .option(
      '--train-data <dir>',
      'data set whose train part teaches the methods that learn (default: that of --data)',
    )
    .option('--model <file>', `trained network; ${model}`, (file: string, before?: string[]) => [
      ...(before ?? []),
      file,
    ])
    .option(
      baselines.flags,
      `classical methods, names or groups (all, statistical, bayes) with commas between them (${baselines.default})`,
    )
    .option(
      '--bayes-tuning <file>',
      'tuning file for bayes-tuned, instead of tuning to the train part',
    )
    .addOption(
      new Option('--size <WxH>', `thumbnails that the ${size.whose} see`)
        .argParser(sizeOption(size.leastPx, 1024))
        .default({ widthPx: 64, heightPx: 64 }, '64x64'),
    );
  const asked = withCameraOptions(withNamedCameraOptions(own(command), "dataset.json's"));
  return withBayerOptions(withDatasetOptions(asked), '--frame-size');
}
