/**
 * A comparison as a page: the methods over the whole part, the CT curve, and each chosen picture under every method with
 * the plots of its search.
 */
import { errorDistributionOption } from '../charts/error-distribution.js';
import { withCustomProperties } from '../charts/palette.js';
import { type ChartSize, renderChartSvg } from '../charts/render.js';
import { lightSwatch } from '../draw/panels.js';
import { pngDataUri } from '../draw/png.js';
import { differenceTable, errorTable } from '../page/error-tables.js';
import { html, type Markup, NOTHING, trusted } from '../page/markup.js';
import { METHOD_CHOICE } from '../page/script.js';
import { figure, pageText, settingsSection, tableBox } from '../page/shell.js';
import type { ComparedPicture, ComparisonContent } from './content.js';
import { curveOverviewOption, keptOverviewOption } from './curve-chart.js';
import { keptWords } from './kept-curve.js';
import { type Marker, markerSvg } from './markers.js';
import { type ComparedPanel, comparedPanels, panelColumns } from './panels.js';
import { type ComparedPlot, comparedPlots, PLOT_SIZE } from './plots.js';
import { COMPARE_STYLE } from './style.js';

/** A panel's pixels; a page shows it no wider. */
const MAX_PANEL_PX = 420;
const OVERVIEW_SIZE = { widthPx: 500, heightPx: 380 } as const;

const RANK_WORDS = {
  best: 'among the best',
  median: 'around the median',
  worst: 'among the worst',
} as const;

function markerMarkup(marker: Marker | undefined): Markup {
  if (marker === undefined) return html`<span></span>`;
  const svg = `<svg class="marker" viewBox="-6.5 -6.5 13 13" aria-hidden="true">${markerSvg(marker)}</svg>`;
  return trusted(withCustomProperties(svg));
}

function panelMarkup(id: string, panel: ComparedPanel, aspect: number): Markup {
  const { label, image, whitePoint, degrees, marker } = panel;
  const error = degrees === undefined ? NOTHING : html`<b>${degrees.toFixed(2)}°</b>`;
  return html`<figure data-method="${label}"><img src="${pngDataUri(image)}" width="${image.widthPx}" height="${image.heightPx}" style="aspect-ratio:${aspect.toFixed(4)}" alt="${id}: ${label}">
<figcaption>${markerMarkup(marker)}<b>${label}</b>${error}<span class="value"><i class="swatch" style="background:${lightSwatch(whitePoint)}"></i>r ${whitePoint.r.toFixed(4)} b ${whitePoint.b.toFixed(4)}</span></figcaption></figure>`;
}

async function plotMarkup(
  { title, caption, option }: ComparedPlot,
  size: ChartSize = PLOT_SIZE,
): Promise<Markup> {
  return figure({ title, caption }, await renderChartSvg(option, size));
}

/** Facts about the picture that hold for every method. */
function factsOf({ rank, truth, truthOnCurve }: ComparedPicture, main: string): string {
  const light = truth
    ? `true light r ${truth.r.toFixed(4)}, b ${truth.b.toFixed(4)}`
    : 'the true light is not known';
  const cct =
    truthOnCurve === undefined || truthOnCurve.along === 'r'
      ? ''
      : `, ${truthOnCurve.cctKelvin.toFixed(0)} K`;
  return `${rank === undefined ? '' : `${RANK_WORDS[rank]} of ${main}; `}${light}${cct}`;
}

async function pictureMarkup(
  picture: ComparedPicture,
  names: readonly string[],
  { curve, kept, pictureAspect, ccm }: Omit<ComparisonContent, 'methods'>,
): Promise<Markup> {
  const { id, picture: source } = picture;
  const widthPx = Math.min(MAX_PANEL_PX, source.widthPx);
  const heightPx = Math.max(1, Math.round((source.heightPx * widthPx) / source.widthPx));
  const aspect = pictureAspect ?? source.widthPx / source.heightPx;
  const panels = comparedPanels(picture, names, { widthPx, heightPx }, ccm);
  const plots: Markup[] = [];
  for (const plot of comparedPlots(picture, names, curve, kept)) plots.push(await plotMarkup(plot));
  return html`<section class="compared" id="picture-${id}"><h3>${id}</h3><p class="facts">${factsOf(picture, names[0])}</p>
<div class="panels" style="--columns:${panelColumns(panels.length)}">${panels.map((panel) => panelMarkup(id, panel, aspect))}</div><div class="charts three">${plots}</div></section>`;
}

function contents(pictures: readonly ComparedPicture[], names: readonly string[]): Markup {
  if (pictures.length < 4) return NOTHING;
  return html`<nav><ol>${pictures.map(
    ({ id, rank }) =>
      html`<li><a href="#picture-${id}">${id}</a>${rank === undefined ? '' : `, ${RANK_WORDS[rank]}`}</li>`,
  )}</ol><p class="muted">Chosen by the error of ${names[0]} where they were not asked for.</p></nav>`;
}

async function overview({ methods, curve, kept = [] }: ComparisonContent): Promise<Markup> {
  const distributions = methods.map(({ evaluation: { name }, recoveryDegrees }) => ({
    name,
    errorsDegrees: recoveryDegrees,
  }));
  const plots: ComparedPlot[] = [
    {
      title: 'Distribution of errors',
      caption: 'Share of the images estimated within an error. Higher and further left is better.',
      option: errorDistributionOption(distributions),
    },
  ];
  if (curve !== undefined) {
    const learned =
      curve.lights.length > 0 ? ` Dots: the ${curve.lights.length} lights of the train part.` : '';
    const bands =
      curve.band.length > 0
        ? ' Inner band: 95 % for the mean of a Gaussian process through them; outer band: 95 % of single lights.'
        : '';
    plots.push({
      title: `${curve.along === 'r' ? 'Curve b(r)' : 'CT curve'} of ${curve.method}`,
      caption:
        curve.along === 'r'
          ? `The white points that it searches.${learned}${bands}`
          : `Colour temperature along the white points that it searches.${learned}${bands}`,
      option: curveOverviewOption(curve, kept),
    });
  } else if (kept.length > 0) {
    plots.push({
      title: 'Curves of networks',
      caption: `The white points that answers keep to, and how far off they may lie: ${keptWords(kept)}.`,
      option: keptOverviewOption(kept),
    });
  }
  const figures: Markup[] = [];
  for (const plot of plots) figures.push(await plotMarkup(plot, OVERVIEW_SIZE));
  return html`<div class="charts">${figures}</div>`;
}

const HOW_TO_READ = html`<p class="muted">Every panel is the same raw picture through white balance, colour matrix and sRGB, without a
tone curve; only the white point differs. A figure at its right is the recovery error: the angle between the light that was
assumed and the true one. One degree is hard to see side by side, three are a visible tint. The mark beside a name is its
mark in the plane of white points; the square below it is the colour of the light as the sensor sees it. Hatched areas are masked and were not seen.</p>`;

/** The page as the text of an HTML file. Throws RangeError without a method. */
export async function renderComparisonHtml(content: ComparisonContent): Promise<string> {
  const { title, intro, methods, pictures, settings, notes = [] } = content;
  if (methods.length === 0) {
    throw new RangeError('renderComparisonHtml: expected at least one method, got none');
  }
  const evaluations = methods.map(({ evaluation }) => evaluation);
  const names = evaluations.map(({ name }) => name);
  const differences = methods.map(({ evaluation: { name }, difference = null }) => ({
    name,
    difference,
  }));
  const sections: Markup[] = [];
  for (const picture of pictures) sections.push(await pictureMarkup(picture, names, content));
  return pageText(
    { title, intro, notes, style: COMPARE_STYLE },
    html`${METHOD_CHOICE}<h2>Recovery angular error, degrees</h2>${errorTable(evaluations, 'recovery')}
${methods.length > 1 ? html`<h3>Difference of the mean errors, degrees, paired by image</h3>${differenceTable(differences)}` : NOTHING}
${await overview(content)}
<h2>Pictures</h2>${HOW_TO_READ}${contents(pictures, names)}
${sections}
${settingsSection(settings)}`,
  );
}

/** A comparison of pictures of their own, whose light nobody knows. */
export type PictureComparison = Omit<ComparisonContent, 'methods'> & {
  /** Of the methods, in the order of the estimates. */
  readonly names: readonly string[];
};

/** Its page as the text of an HTML file. */
export async function renderPictureComparison(content: PictureComparison): Promise<string> {
  const { title, intro, names, pictures, settings, notes = [] } = content;
  const sections: Markup[] = [];
  for (const picture of pictures) sections.push(await pictureMarkup(picture, names, content));
  return pageText(
    { title, intro, notes, style: COMPARE_STYLE },
    html`${METHOD_CHOICE}<h2>Answers</h2>${answerTable(content)}
<h2>Pictures</h2>${HOW_TO_READ}${sections}
${settingsSection(settings)}`,
  );
}

function answerTable({ pictures, names }: PictureComparison): Markup {
  const rows = pictures.flatMap(({ id, estimates }) =>
    estimates.map(({ r, b }, i) => {
      const cells = [r, b, 1 / r, 1 / b].map((value) => html`<td>${value.toFixed(4)}</td>`);
      return html`<tr data-method="${names[i]}"><th scope="row">${id}</th><td class="words">${names[i]}</td>${cells}</tr>`;
    }),
  );
  const headings = ['picture', 'method', 'r', 'b', 'red gain', 'blue gain'];
  return tableBox(
    'White points and gains of all methods',
    html`<table class="sortable"><thead><tr>${headings.map((h) => html`<th scope="col" class="${h === 'method' ? 'words' : ''}">${h}</th>`)}</tr></thead><tbody>${rows}</tbody></table>`,
  );
}
