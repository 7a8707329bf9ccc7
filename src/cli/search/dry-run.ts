/** `search run --dry-run`: what a study would begin with. */
import {
  createCostMeasurement,
  describeDryRun,
  firstSuggestions,
  type StudyDescription,
  spaceOf,
  withoutPassword,
} from '../../nas/index.js';
import type { CommandContext } from '../command-context.js';

const DRY_SUGGESTIONS = 8;

/** Prints what a study would begin with. */
export async function printDryRun(
  description: StudyDescription,
  options: { readonly json?: boolean },
  { terminal, signal }: CommandContext,
): Promise<void> {
  const space = spaceOf(description);
  const measure = createCostMeasurement(description);
  const suggestions = await firstSuggestions(description, DRY_SUGGESTIONS, { measure, signal });
  if (options.json) {
    return terminal.printJson({ description: withoutPassword(description), space, suggestions });
  }
  const lines = describeDryRun(description, suggestions, terminal.columns);
  for (const line of lines) terminal.print(line);
}
