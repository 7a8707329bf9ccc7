/** `deepawb data`: everything about data sets. */
import type { Command } from 'commander';
import { type CommandContext, commandGroup } from '../command-context.js';
import { addDataAugmentCommand } from './data-augment.js';
import { addDataFetchCommand } from './data-fetch.js';
import { addDataImportCommand } from './data-import.js';
import { addDataInspectCommand } from './data-inspect.js';
import { addDataSynthCommand } from './data-synth.js';
import { addDataThumbnailsCommand } from './data-thumbnails.js';

export function addDataCommand(program: Command, context: CommandContext): void {
  const data = commandGroup(program, 'data', {
    description: 'look at, make and fetch data sets',
    example: 'deepawb data inspect data/cube',
  });
  addDataInspectCommand(data, context);
  addDataImportCommand(data, context);
  addDataThumbnailsCommand(data, context);
  addDataSynthCommand(data, context);
  addDataAugmentCommand(data, context);
  addDataFetchCommand(data, context);
}
