/** The tables of a benchmark as cells of text, the same for terminal, Markdown and page: ours and what others published. */
import type { BenchmarkResult, BothErrors } from '../../benchmark/index.js';

export interface BenchmarkTable {
  readonly title: string;
  readonly headings: readonly string[];
  readonly rows: readonly BenchmarkTableRow[];
}

export interface BenchmarkTableRow {
  readonly cells: readonly string[];
  /** Measured here; others are published. */
  readonly isOurs: boolean;
}

const STATISTICS = ['mean', 'median', 'trimean', 'best25', 'worst25', 'p95'] as const;
const HEADINGS = ['method', 'params', ...STATISTICS, 'source'] as const;
/** Runs fill the width of a terminal with so many methods. */
const MOST_COMPARED = 6;

/** Recovery errors beside published ones, reproduction errors, and means run by run where there are several. */
export function benchmarkTables(result: BenchmarkResult): BenchmarkTable[] {
  const { runs } = result;
  return [recoveryTable(result), reproductionTable(result)].concat(
    runs.length > 1 ? [runTable(result)] : [],
  );
}

function recoveryTable(result: BenchmarkResult): BenchmarkTable {
  const published = result.published.map((row) => ({
    cells: [
      row.run === undefined ? row.method : `${row.method}, on ${row.run}`,
      row.parameters?.toLocaleString('en') ?? '',
      ...(['mean', 'median', 'trimean', 'best25', 'worst25'] as const).map((name) =>
        degrees(row[name]),
      ),
      '',
      citation(result, row.source),
    ],
    isOurs: false,
  }));
  const title = `Recovery error, degrees, ${averagingText(result)}`;
  return { title, headings: HEADINGS, rows: [...ownRows(result, 'recovery'), ...published] };
}

function reproductionTable(result: BenchmarkResult): BenchmarkTable {
  const title = `Reproduction error, degrees, ${averagingText(result)}`;
  const rows = ownRows(result, 'reproduction').map((row) => ({
    ...row,
    cells: row.cells.slice(0, -1),
  }));
  return { title, headings: HEADINGS.slice(0, -1), rows };
}

function ownRows({ methods }: BenchmarkResult, error: keyof BothErrors): BenchmarkTableRow[] {
  return methods.map((method) => ({
    cells: [
      method.name,
      method.parameters.toLocaleString('en'),
      ...STATISTICS.map((name) => degrees(method[error][name])),
      'here',
    ],
    isOurs: true,
  }));
}

function runTable({ runs, methods }: BenchmarkResult): BenchmarkTable {
  const shown = methods.slice(0, MOST_COMPARED);
  const rest = methods.length - shown.length;
  const title = `Mean recovery error by run, degrees${rest > 0 ? `, the best ${shown.length} methods` : ''}`;
  const rows = runs.map(({ name, judged }, i) => ({
    cells: [name, String(judged), ...shown.map((method) => degrees(method.runs[i]?.recovery.mean))],
    isOurs: true,
  }));
  return { title, headings: ['judged', 'images', ...shown.map(({ name }) => name)], rows };
}

function averagingText({ protocol: { averaging }, methods, runs }: BenchmarkResult): string {
  const images = `${methods[0]?.images ?? 0} images`;
  return averaging === 'pictures' ? images : `${averaging} (${runs.length}), ${images}`;
}

/** What is not known is blank. */
function degrees(value: number | undefined): string {
  return value === undefined ? '' : value.toFixed(2);
}

/** Sources in the order in which they first come. */
export function benchmarkSources({ published }: BenchmarkResult): string[] {
  return [...new Set(published.map(({ source }) => source))];
}

function citation(result: BenchmarkResult, source: string): string {
  return `[${benchmarkSources(result).indexOf(source) + 1}]`;
}

/** What stands below the tables, a line each. */
export function benchmarkNotes(result: BenchmarkResult): string[] {
  const sources = benchmarkSources(result).map((source, i) => `[${i + 1}] ${source}`);
  return [...result.differences.map((sentence) => `Differs: ${sentence}`), ...sources];
}
