/** An evaluation as a page: key figures, tables, pictures and charts. */
import type { ColourMatrix, WhitePoint } from '../../color/index.js';
import { writeFileAtomically } from '../../files/index.js';
import type { ChartOption } from '../charts/chart-option.js';
import { distributionsLeftOut, errorDistributionOption } from '../charts/error-distribution.js';
import { renderChartSvg } from '../charts/render.js';
import { riskCoverageOption } from '../charts/risk-coverage.js';
import { type EpochRecord, trainingCurveOption } from '../charts/training-curve.js';
import { whitePointScatterOption } from '../charts/white-point-scatter.js';
import {
  differenceTable,
  errorTable,
  groupTable,
  squaredErrorTable,
} from '../page/error-tables.js';
import { html, type Markup, NOTHING } from '../page/markup.js';
import { METHOD_CHOICE, PICTURE_SIZE } from '../page/script.js';
import { figure, pageText, settingsSection, tile } from '../page/shell.js';
import { ORDERED_BY } from '../text/risk-coverage.js';
import type { ReportedMethod } from './methods.js';
import { pictureSections, type ReportedPicture } from './pictures.js';

export interface ReportContent {
  readonly title: string;
  /** Paragraphs that say what was done. */
  readonly intro: readonly string[];
  /** The first is what the report is about; the others are compared with it. At least one. */
  readonly methods: readonly ReportedMethod[];
  /** True white points and the first method's estimates, in the same order. */
  readonly lights?: {
    readonly truths: readonly WhitePoint[];
    readonly estimates: readonly WhitePoint[];
  };
  readonly pictures?: readonly ReportedPicture[];
  /** Width over height as shown, where the pictures' pixels are not square. */
  readonly pictureAspect?: number;
  readonly ccm?: ColourMatrix;
  /** The training log, where the first method was trained. */
  readonly epochs?: readonly EpochRecord[];
  readonly settings?: Readonly<Record<string, string | number | boolean>>;
  /** Closing lines: data source, licence, attribution, the command that made the report. */
  readonly notes?: readonly string[];
}

const CHART_SIZE = { widthPx: 500, heightPx: 350 } as const;

/** How many times smaller the first method's mean error is than that of the best other one, and whether that can be told at all. */
function comparisonTile([first, ...others]: readonly ReportedMethod[]): Markup {
  const meanOf = ({ evaluation }: ReportedMethod) => evaluation.recovery.mean;
  const [rival] = others.toSorted((a, b) => meanOf(a) - meanOf(b));
  if (!first || !rival) return NOTHING;
  const { difference, evaluation } = rival;
  const ratio = meanOf(rival) / meanOf(first);
  const what = ratio >= 1 ? 'smaller' : 'larger';
  const isOpen = difference && difference.interval[0] <= 0 && difference.interval[1] >= 0;
  const verdict = isOpen ? ': too few images to tell them apart' : '';
  const detail = `${what} mean than ${evaluation.name} (${meanOf(rival).toFixed(2)}°)${verdict}`;
  return tile({
    label: 'Against the best of the others',
    value: `${Math.max(ratio, 1 / ratio).toFixed(1)}×`,
    detail,
  });
}

function keyFigures(methods: readonly ReportedMethod[]): Markup {
  const { recovery, parameters, images } = methods[0].evaluation;
  const [low, high] = recovery.meanCi95;
  return html`<ul class="tiles">
${tile({ label: 'Mean recovery error', value: `${recovery.mean.toFixed(2)}°`, detail: `95 % interval ${low.toFixed(2)} to ${high.toFixed(2)}°` })}
${tile({ label: 'Median', value: `${recovery.median.toFixed(2)}°`, detail: `over ${images} images` })}
${tile({ label: 'Worst quarter', value: `${recovery.worst25.toFixed(2)}°`, detail: `maximum ${recovery.max.toFixed(2)}°` })}
${comparisonTile(methods)}
${parameters > 0 ? tile({ label: 'Parameters', value: parameters.toLocaleString('en'), detail: 'trained numbers in all' }) : NOTHING}</ul>`;
}

const HOW_TO_READ = html`<h2>How to read this</h2>
<p>The sensor sees a grey surface in the colour of the light. An estimator names that colour as a white point,
r = R/G and b = B/G; dividing by it makes grey grey again. The <b>recovery error</b> is the angle between the estimated
and the true light; the <b>reproduction error</b> is the angle between true grey and the grey that comes out after
correction. As a rule of thumb one degree is hard to see even side by side, three degrees is a visible tint, and more
than five is a wrong picture. Because a few hard scenes dominate a mean, the median, the best and the worst quarter
stand beside it; the interval says how far the mean would move with another choice of as many images.</p>`;

async function chartFigure(title: string, caption: string, option: ChartOption): Promise<Markup> {
  return figure({ title, caption }, await renderChartSvg(option, CHART_SIZE));
}

async function chartSection({ methods, lights, epochs = [] }: ReportContent): Promise<Markup> {
  const figures: Markup[] = [];
  const distributions = methods.map(({ evaluation: { name }, recoveryDegrees }) => ({
    name,
    errorsDegrees: recoveryDegrees,
  }));
  figures.push(
    await chartFigure(
      'Distribution of errors',
      `Share of the images estimated within an error. Higher and further left is better.${distributionsLeftOut(distributions)}`,
      errorDistributionOption(distributions),
    ),
  );
  const risks = methods.flatMap(({ evaluation: { name }, riskCoverage }) =>
    riskCoverage ? [{ name, ...riskCoverage }] : [],
  );
  if (risks.length > 0) {
    figures.push(
      await chartFigure('Risk and coverage', riskCaption(risks), riskCoverageOption(risks)),
    );
  }
  if (lights !== undefined) {
    figures.push(
      await chartFigure(
        'White points, true and estimated',
        'Each line joins the two of one image. Warm light lies to the lower right, cool to the upper left.',
        whitePointScatterOption(lights.truths, lights.estimates),
      ),
    );
  }
  if (epochs.length > 0) {
    figures.push(
      await chartFigure(
        'Training loss',
        'Mean over each epoch.',
        trainingCurveOption(epochs, 'loss'),
      ),
    );
  }
  if (epochs.some((e) => e.validationDegrees !== undefined)) {
    figures.push(
      await chartFigure(
        'Validation error',
        'Mean recovery error on images that were not trained on.',
        trainingCurveOption(epochs, 'validationDegrees'),
      ),
    );
  }
  return html`<h2>Charts</h2><div class="charts">${figures}</div>`;
}

/** What the areas are, in words. */
function riskCaption(
  risks: readonly ({ readonly name: string } & NonNullable<ReportedMethod['riskCoverage']>)[],
): string {
  const areas = risks.map(
    ({ name, by, aurc, idealAurc }) =>
      `${name}, by its ${ORDERED_BY[by]}: area ${aurc.toFixed(2)}° (${idealAurc.toFixed(2)}° if it knew its errors)`,
  );
  return `Mean error where only the surest pictures are kept. Dashed: where sureness says nothing. ${areas.join('; ')}.`;
}

function pictureSection({ pictures = [], pictureAspect, ccm }: ReportContent): Markup {
  if (pictures.length === 0) return NOTHING;
  return html`<h2>Pictures</h2><p class="muted">Left: camera RGB as recorded, only made brighter. Middle: white-balanced with the
estimate. Right: with the true light. No tone curve; the hatched area is masked (the calibration object) and was not seen. The square
beside a white point is what a grey surface becomes under it.</p>${PICTURE_SIZE}
${pictureSections(pictures, pictureAspect, ccm)}`;
}

function differenceSection(methods: readonly ReportedMethod[]): Markup {
  const named = methods.map(({ evaluation: { name }, difference = null }) => ({
    name,
    difference,
  }));
  if (named.every(({ difference }) => difference === null)) return NOTHING;
  return html`<h3>Difference of the mean errors, degrees, paired by image</h3>${differenceTable(named)}`;
}

/** The report as the text of an HTML file. Throws RangeError without a method. */
export async function renderReportHtml(content: ReportContent): Promise<string> {
  const { title, intro, methods, settings, notes = [] } = content;
  if (methods.length === 0) {
    throw new RangeError('renderReportHtml: expected at least one method, got none');
  }
  const evaluations = methods.map((m) => m.evaluation);
  return pageText(
    { title, intro, notes },
    html`${keyFigures(methods)}
${METHOD_CHOICE}<h2>Recovery angular error, degrees</h2>${errorTable(evaluations, 'recovery')}
${differenceSection(methods)}
${HOW_TO_READ}
${pictureSection(content)}
${await chartSection(content)}
<h2>In detail</h2>${groupTable(evaluations)}
<h3>Reproduction angular error, degrees</h3>${errorTable(evaluations, 'reproduction')}
<h3>Mean squared error of (r, b)</h3>${squaredErrorTable(evaluations)}
${settingsSection(settings)}`,
  );
}

/** Writes the report to a file, making its folder where there is none. */
export async function writeHtmlReport(path: string, content: ReportContent): Promise<void> {
  const page = await renderReportHtml(content);
  writeFileAtomically(path, page);
}
