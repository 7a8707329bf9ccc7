/** A benchmark for a terminal of 100 columns, and as Markdown. */
import type { BenchmarkResult } from '../../benchmark/index.js';
import { markdownCode, markdownText, visibleText } from '../../text/index.js';
import { MAX_INNER_NAME, PLAIN, shorten, type TextStyle, tableOf } from '../text/text-table.js';
import { type BenchmarkTable, benchmarkNotes, benchmarkTables } from './benchmark-rows.js';

/** Tables, and where they are not what was published; ends without a newline. */
export function formatBenchmark(result: BenchmarkResult, style: TextStyle = PLAIN): string {
  const heading = `${style.bold(`${result.protocol.name}: ${result.protocol.title}`)}\n${describeSets(result)}`;
  const tables = benchmarkTables(result).map((table) => {
    return `${style.bold(table.title)}\n${terminalTable(table, style)}`;
  });
  const notes = benchmarkNotes(result).map((note) => style.dim(visibleText(note)));
  return [heading, ...tables, notes.join('\n')].join('\n\n');
}

function terminalTable({ headings, rows }: BenchmarkTable, style: TextStyle): string {
  const heads = headings.map((name, i) => shorten(name, i === 0 ? undefined : MAX_INNER_NAME));
  const cells = rows.map(({ cells: [name = '', ...figures], isOurs }) => [
    shorten(name, 24),
    ...figures.map((figure, i) => (isOurs && i === 1 ? style.bold(figure) : figure)),
  ]);
  return tableOf(heads, cells, style);
}

function describeSets({ sets, runs }: BenchmarkResult): string {
  const names = sets.map(({ name, pictures, camera }) => {
    const whose = camera === null ? '' : `, ${visibleText(camera)}`;
    return `${visibleText(name)} (${pictures}${whose})`;
  });
  const taught = runs.map((run) => run.taught);
  const [least, most] = [Math.min(...taught), Math.max(...taught)];
  const teach = least === most ? `${least}` : `${least} to ${most}`;
  return `${names.join('; ')}. ${teach} pictures teach.`;
}

/** The same as a Markdown document. `command` made it. */
export function benchmarkMarkdown(result: BenchmarkResult, command: string): string {
  const tables = benchmarkTables(result).map(({ title, headings, rows }) => {
    const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
    const rule = line(headings.map((_, i) => (i === 0 ? '---' : '--:')));
    const body = rows.map(({ cells }) => line(cells.map(markdownText)));
    return [`**${title}**`, '', line(headings.map(markdownText)), rule, ...body].join('\n');
  });
  const notes = benchmarkNotes(result).map((note) => `- ${markdownText(note)}`);
  const title = `# ${markdownText(result.protocol.name)}: ${markdownText(result.protocol.title)}`;
  const made = `Made by ${markdownCode(command)}.`;
  return `${[title, markdownText(describeSets(result)), ...tables, notes.join('\n'), made].join('\n\n')}\n`;
}
