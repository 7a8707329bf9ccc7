/** A benchmark as files: CSV of every answer, Markdown, a page. */
import type { BenchmarkResult } from '../../benchmark/index.js';
import { recoveryErrorDegrees, reproductionErrorDegrees } from '../../color/index.js';
import { writeFileAtomically } from '../../files/index.js';
import { csvText } from '../../text/index.js';
import { html, type Markup } from '../page/markup.js';
import { pageText } from '../page/shell.js';
import { type BenchmarkTable, benchmarkNotes, benchmarkTables } from './benchmark-rows.js';
import { benchmarkMarkdown } from './benchmark-text.js';

export interface BenchmarkFiles {
  readonly csv?: string;
  readonly markdown?: string;
  readonly report?: string;
}

/** Writes what was asked for; `onWritten` is told of each. Throws OutputError. */
export function writeBenchmark(
  { csv, markdown, report }: BenchmarkFiles,
  result: BenchmarkResult,
  command: string,
  onWritten: (file: string) => void,
): void {
  const write = (file: string | undefined, text: () => string) => {
    if (file === undefined) return;
    writeFileAtomically(file, text());
    onWritten(file);
  };
  write(csv, () => benchmarkCsv(result));
  write(markdown, () => benchmarkMarkdown(result, command));
  write(report, () => benchmarkPage(result, command));
}

const COLUMNS = ['run', 'set', 'image', 'method', 'true_r', 'true_b', 'r', 'b'] as const;

/** A row for each picture and method: RFC 4180, numbers in full precision. */
export function benchmarkCsv({ pictures }: BenchmarkResult): string {
  const rows: (string | number)[][] = [[...COLUMNS, 'recovery_degrees', 'reproduction_degrees']];
  for (const { run, set, id, truth, estimates } of pictures) {
    for (const { name, r, b } of estimates) {
      const errors = [
        recoveryErrorDegrees({ r, b }, truth),
        reproductionErrorDegrees({ r, b }, truth),
      ];
      rows.push([run, set, id, name, truth.r, truth.b, r, b, ...errors]);
    }
  }
  return csvText(rows);
}

function benchmarkPage(result: BenchmarkResult, command: string): string {
  const { protocol, sets } = result;
  const pictures = sets.reduce((sum, set) => sum + set.pictures, 0);
  const intro = [
    `${protocol.title}: ${pictures} pictures of ${sets.length === 1 ? 'one data set' : `${sets.length} data sets`}.`,
    'Rows in bold were measured here. What is not known of others is left blank.',
  ];
  const shell = { title: `Benchmark ${protocol.name}`, intro, notes: [`Made by ${command}`] };
  const tables = benchmarkTables(result).map(pageTable);
  const notes = benchmarkNotes(result).map((note) => html`<li>${note}</li>`);
  return pageText(shell, html`${tables}<h2>Where this differs, and sources</h2><ul>${notes}</ul>`);
}

function pageTable({ title, headings, rows }: BenchmarkTable): Markup {
  const row = ({ cells: [name = '', ...figures], isOurs }: BenchmarkTable['rows'][number]) =>
    html`<tr class="${isOurs ? 'first' : ''}"><th scope="row">${name}</th>${figures.map((figure) => html`<td>${figure}</td>`)}</tr>`;
  return html`<h2>${title}</h2><div class="scroll"><table><thead><tr>${headings.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead><tbody>${rows.map(row)}</tbody></table></div>`;
}
