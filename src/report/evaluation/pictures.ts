/** The pictures of a report: each as the sensor saw it, under the estimated light and under the true one. */
import {
  type ColourMatrix,
  type LinearPicture,
  recoveryErrorDegrees,
  type WhitePoint,
} from '../../color/index.js';
import { lightSwatch, renderBalancedPanel, renderRawPanel } from '../draw/panels.js';
import { pngDataUri, type RgbPicture } from '../draw/png.js';
import { resampleLinear } from '../draw/resample.js';
import { html, type Markup, NOTHING } from '../page/markup.js';
import type { PictureRank } from './picture-choice.js';

export interface ReportedPicture {
  readonly id: string;
  readonly rank: PictureRank;
  readonly picture: LinearPicture;
  readonly estimate: WhitePoint;
  readonly truth: WhitePoint;
}

/** Wide enough for a third of the page on a fine screen; wider pictures are shrunk to it. */
const MAX_WIDTH_PX = 480;

const RANK_TITLES: Readonly<Record<PictureRank, string>> = {
  best: 'Best estimates',
  median: 'Typical estimates (around the median)',
  worst: 'Worst estimates',
};

interface Panel {
  readonly image: RgbPicture;
  readonly label: string;
  /** The light that is taken for white; none in the raw panel. */
  readonly whitePoint?: WhitePoint;
  readonly truth: WhitePoint;
}

/** What a grey surface under the true light becomes: grey where the white point is right. */
const greySwatch = (whitePoint: WhitePoint, truth: WhitePoint): string =>
  lightSwatch({ r: truth.r / whitePoint.r, b: truth.b / whitePoint.b });

function panelMarkup(
  id: string,
  { image, label, whitePoint, truth }: Panel,
  aspect: number,
): Markup {
  const light =
    whitePoint === undefined
      ? NOTHING
      : html`<br><i class="swatch" style="background:${greySwatch(whitePoint, truth)}"></i><span class="value">r ${whitePoint.r.toFixed(3)}</span> <span class="value">b ${whitePoint.b.toFixed(3)}</span>`;
  return html`<div><img src="${pngDataUri(image)}" width="${image.widthPx}" height="${image.heightPx}" style="aspect-ratio:${aspect.toFixed(4)}" alt="${id}: ${label}"><p>${label}${light}</p></div>`;
}

function shot(
  { id, picture, estimate, truth }: ReportedPicture,
  aspect: number | undefined,
  ccm: ColourMatrix | undefined,
): Markup {
  const width = Math.min(MAX_WIDTH_PX, picture.widthPx);
  const height = Math.max(1, Math.round((picture.heightPx * width) / picture.widthPx));
  const sized = resampleLinear(picture, width, height);
  const shown = aspect ?? picture.widthPx / picture.heightPx;
  const degrees = recoveryErrorDegrees(estimate, truth).toFixed(2);
  const panels: Panel[] = [
    { image: renderRawPanel(sized), label: 'sensor', truth },
    {
      image: renderBalancedPanel(sized, estimate, ccm),
      label: 'estimate',
      whitePoint: estimate,
      truth,
    },
    {
      image: renderBalancedPanel(sized, truth, ccm),
      label: 'true light',
      whitePoint: truth,
      truth,
    },
  ];
  return html`<figure class="shot"><figcaption><b>${id}</b><span>error <b>${degrees}°</b></span></figcaption>
<div class="panels">${panels.map((p) => panelMarkup(id, p, shown))}</div></figure>`;
}

/** All pictures under their headings, in the order best, median, worst. */
export function pictureSections(
  pictures: readonly ReportedPicture[],
  aspect?: number,
  ccm?: ColourMatrix,
): Markup[] {
  const ranks: PictureRank[] = ['best', 'median', 'worst'];
  return ranks.flatMap((rank) => {
    const members = pictures.filter((p) => p.rank === rank);
    if (members.length === 0) return [];
    return [
      html`<h3>${RANK_TITLES[rank]}</h3><div class="pictures">${members.map((p) => shot(p, aspect, ccm))}</div>`,
    ];
  });
}
