/** What `deepawb benchmark <protocol>` does. */
import { runBenchmark } from '../../benchmark/index.js';
import { formatProblem } from '../../dataset/index.js';
import { tryOutputFile } from '../../files/index.js';
import { commandText, formatBenchmark, writeBenchmark } from '../../report/index.js';
import type { CommandContext } from '../command-context.js';
import type { BenchmarkCommandOptions } from './benchmark.js';

/** Throws runBenchmark's errors, and OutputError for files that cannot be written. */
export async function runProtocol(
  options: BenchmarkCommandOptions,
  { terminal, signal }: CommandContext,
): Promise<void> {
  const { csv, markdown, report, json } = options;
  for (const file of [csv, markdown, report]) if (file !== undefined) tryOutputFile(file);
  const show = terminal.stages();
  const result = await runBenchmark(options, {
    signal,
    onProgress: (what, done, total) => show(what, done, { total }),
    onNotice: (text) => terminal.warn(text),
    onSkipped: (problem) => terminal.warn(`skipped: ${formatProblem(problem)}`),
  });
  terminal.close();
  const { pictures, ...figures } = result;
  if (json) terminal.printJson(figures);
  else terminal.print(formatBenchmark(result, terminal.colours));
  writeBenchmark(options, result, commandText(), (file) => terminal.note(`Written: ${file}`));
}
