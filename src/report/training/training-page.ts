/** A training, or a cross-validation, as one page: errors by fold, how it learnt, and how it came about. */
import { writeFileAtomically } from '../../files/index.js';
import { type ErrorSummary, mean } from '../../metrics/index.js';
import { type Architecture, countParameters } from '../../model/index.js';
import { renderChartSvg } from '../charts/render.js';
import { type EpochRecord, trainingCurveOption } from '../charts/training-curve.js';
import { commandText } from '../evaluation/provenance.js';
import { html, type Markup, NOTHING } from '../page/markup.js';
import { figure, pageText, settingsSection, tableBox, tile } from '../page/shell.js';
import {
  averageFolds,
  type CrossValidatedErrors,
  type FoldErrorRow,
  foldName,
} from '../text/cross-validation.js';

/** What a training was made of and by. */
export interface TrainingFacts {
  /** Names of the data sets. */
  readonly data: string;
  readonly pictures: number;
  readonly dataHash: string;
  readonly levels: { readonly blackLevel: number; readonly whiteLevel: number };
  readonly network: { readonly widthPx: number; readonly heightPx: number };
  readonly training: {
    readonly epochs: number;
    readonly batch: number;
    readonly loss: string;
    readonly seed: number;
    readonly threads: number;
  };
  /** Of deepawb. */
  readonly version: string;
}

/** A network that was trained, as the log has it. */
export interface ReportedTraining {
  readonly history: readonly {
    readonly epoch: number;
    readonly loss: number;
    readonly validation?: { readonly mean: number };
  }[];
  /** Numbers of pictures. */
  readonly trainedOn: number;
  readonly heldBack: number;
  /** In degrees on the pictures held back; absent where none were. */
  readonly heldBackErrors?: ErrorSummary | undefined;
  readonly architecture: Architecture;
  readonly seconds: number;
}

const CHART_SIZE = { widthPx: 500, heightPx: 350 } as const;

/**
 * Writes what a cross-validation found: errors over all pictures and by fold, averaged over its seeds. Throws OutputError where
 * the file cannot be written.
 */
export async function writeCrossValidationReport(
  file: string,
  results: readonly (CrossValidatedErrors & { readonly losses: readonly number[] })[],
  facts: TrainingFacts,
): Promise<void> {
  const folds = averageFolds(results);
  const over = (key: keyof ErrorSummary) => mean(results.map(({ all }) => all[key]));
  const all = { mean: over('mean'), median: over('median'), worst25: over('worst25') };
  const seeds = results.map(({ seed }) => seed);
  const epochs = (results[0]?.losses ?? []).map((_, i) => ({
    epoch: i + 1,
    loss: mean(results.map(({ losses }) => losses[i]!)),
  }));
  await writePage(file, facts, {
    title: `Cross-validation on ${facts.data}`,
    intro:
      `The ${facts.pictures} pictures of the train part in ${folds.length} folds: each was held back once, and judged by a network ` +
      `that was trained on the others${seeds.length > 1 ? `; figures are means over ${seeds.length} seeds` : ''}. The test part was not read.`,
    figures: errorTiles(all, `over ${facts.pictures} pictures`),
    folds,
    epochs,
    lossCaption: 'Mean over each epoch and over the folds.',
    settings: { seeds: seeds.join(', ') },
  });
}

/** Writes how a network was trained, from its log. Throws OutputError where the file cannot be written. */
export async function writeTrainedReport(
  file: string,
  model: string,
  { history, trainedOn, heldBack, heldBackErrors, architecture, seconds }: ReportedTraining,
  facts: TrainingFacts,
): Promise<void> {
  const held = heldBackErrors;
  const parameters = countParameters(architecture);
  await writePage(file, facts, {
    title: `Training of ${model} on ${facts.data}`,
    intro:
      `A network of ${parameters.toLocaleString('en')} parameters, trained on ${trainedOn} pictures; ` +
      `${heldBack === 0 ? 'none were held back, so that nothing here says how it does on others' : `${heldBack} were held back and say how it does on others`}.`,
    figures: held ? errorTiles(held, `over ${heldBack} pictures held back`) : NOTHING,
    folds: held ? [{ fold: 1, pictures: heldBack, ...held }] : [],
    epochs: history.map(({ epoch, loss, validation }) => ({
      epoch,
      loss,
      ...(validation ? { validationDegrees: validation.mean } : {}),
    })),
    lossCaption: 'Mean over each epoch.',
    settings: { seed: facts.training.seed, seconds: Math.round(seconds) },
  });
}

interface PageParts {
  readonly title: string;
  readonly intro: string;
  readonly figures: Markup;
  readonly folds: readonly FoldErrorRow[];
  readonly epochs: readonly EpochRecord[];
  readonly lossCaption: string;
  readonly settings: Readonly<Record<string, string | number>>;
}

async function writePage(file: string, facts: TrainingFacts, page: PageParts): Promise<void> {
  const { title, intro, figures, folds, epochs, lossCaption, settings } = page;
  const charts = await curves(epochs, lossCaption);
  const body = html`${figures}
${folds.length === 0 ? NOTHING : foldTable(folds)}
<h2>Learning curve</h2><div class="charts">${charts}</div>
${settingsSection({ ...settingsOf(facts), ...settings })}`;
  const notes = [`Made by deepawb ${facts.version}.`];
  writeFileAtomically(file, pageText({ title, intro: [intro], notes }, body));
}

function errorTiles(
  { mean: average, median, worst25 }: Pick<ErrorSummary, 'mean' | 'median' | 'worst25'>,
  detail: string,
): Markup {
  const degrees = (v: number) => `${v.toFixed(2)}°`;
  return html`<ul class="tiles">
${tile({ label: 'Mean recovery error', value: degrees(average), detail })}
${tile({ label: 'Median', value: degrees(median), detail: 'half of the pictures are below' })}
${tile({ label: 'Worst quarter', value: degrees(worst25), detail: 'mean of the hardest quarter' })}</ul>`;
}

function foldTable(folds: readonly FoldErrorRow[]): Markup {
  const title = 'Recovery error by fold, degrees';
  const headings = ['fold', 'pictures', 'mean', 'median', 'worst 25 %'];
  const rows = folds.map(
    (row) => html`<tr><th scope="row">${foldName(row)}</th><td>${row.pictures}</td>
${[row.mean, row.median, row.worst25].map((v) => html`<td>${v.toFixed(2)}</td>`)}</tr>`,
  );
  return html`<h2>${title}</h2>${tableBox(
    title,
    html`<table class="sortable"><thead><tr>${headings.map((h) => html`<th scope="col">${h}</th>`)}</tr></thead><tbody>${rows}</tbody></table>`,
  )}`;
}

async function curves(epochs: readonly EpochRecord[], lossCaption: string): Promise<Markup[]> {
  const draw = async (title: string, caption: string, what: 'loss' | 'validationDegrees') =>
    figure({ title, caption }, await renderChartSvg(trainingCurveOption(epochs, what), CHART_SIZE));
  const drawn = [await draw('Training loss', lossCaption, 'loss')];
  if (epochs.some((e) => e.validationDegrees !== undefined)) {
    const caption = 'Mean recovery error on the pictures held back.';
    drawn.push(await draw('Validation error', caption, 'validationDegrees'));
  }
  return drawn;
}

function settingsOf({
  data,
  pictures,
  dataHash,
  levels,
  network,
  training,
  version,
}: TrainingFacts) {
  return {
    command: commandText(),
    'deepawb version': version,
    date: new Date().toISOString().slice(0, 10),
    'data set': `${data}, train, ${pictures} pictures`,
    'black and white level': `${levels.blackLevel} to ${levels.whiteLevel}`,
    input: `${network.widthPx}x${network.heightPx}`,
    epochs: training.epochs,
    batch: training.batch,
    loss: training.loss,
    threads: training.threads,
    'data hash': dataHash,
  };
}
