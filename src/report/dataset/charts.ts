/** All charts of a data set with their titles. */
import type { ChartSize } from '../charts/render.js';
import type { NamedChart } from '../charts/write-charts.js';
import type { DatasetCharts } from './content.js';
import { densityOption, weightOption } from './density-charts.js';
import { coverageOption, darkestValueOption, exposureOption } from './exposure-charts.js';
import { histogramOption, isColoured, lightScatterOption } from './light-charts.js';

const HALF: ChartSize = { widthPx: 500, heightPx: 350 };
const WIDE: ChartSize = { widthPx: 1040, heightPx: 430 };

function lightCharts(charts: DatasetCharts): NamedChart[] {
  const { property, labelCurve, offCurve } = charts;
  const by = isColoured(charts.pictures) ? ` by ${property.replaceAll('_', ' ')}` : '';
  const rings = offCurve.size > 0 ? ' Ringed: labels off the curve.' : '';
  const curve =
    labelCurve === null ? '' : ' The grey line is the curve that the training labels lie along.';
  const histogram = (component: 'r' | 'b'): NamedChart => ({
    name: `histogram-${component}`,
    title: `Distribution of ${component}`,
    caption: 'Bars and outline: histograms of area 1. Lines: kernel density.',
    option: histogramOption(charts.pictures, component),
    size: HALF,
  });
  return [
    {
      name: 'white-points',
      title: `White points${by}`,
      caption: `Warm light lies to the lower right, cool to the upper left.${curve}${rings}`,
      option: lightScatterOption(charts),
      size: WIDE,
    },
    histogram('r'),
    histogram('b'),
  ];
}

function trainingCharts(charts: DatasetCharts): NamedChart[] {
  if (!charts.pictures.some(({ weight }) => weight !== undefined)) return [];
  const density: NamedChart = {
    name: 'density',
    title: 'Density of the training labels',
    caption:
      'What the weights come from. The contours hold 99, 95, 90, 75, 50, 25 and 10 % of the labels.',
    option: densityOption(charts),
    size: HALF,
  };
  const weights: NamedChart = {
    name: 'weights',
    title: 'Density weights',
    caption:
      'How much each training picture counts with --density-exponent 1, which is off by default; dashed: the bounds.',
    option: weightOption(charts),
    size: HALF,
  };
  return charts.density === null ? [weights] : [density, weights];
}

function exposureCharts(charts: DatasetCharts): NamedChart[] {
  const { coverage } = charts;
  const coverageChart: NamedChart[] =
    coverage === null
      ? []
      : [
          {
            name: 'coverage',
            title: 'Coverage from warm to cool',
            caption: 'Equal lengths are equal angles between lights. Shaded: no training picture.',
            option: coverageOption(coverage),
            size: WIDE,
          },
        ];
  return [
    ...coverageChart,
    {
      name: 'exposure',
      title: 'Brightness and clipping',
      caption: 'Left of the one dashed line: dark; above the other: clipped.',
      option: exposureOption(charts),
      size: HALF,
    },
    {
      name: 'darkest-values',
      title: 'Darkest value of each picture',
      caption:
        'Should begin at the black level; the brightest 2 % of pictures are beyond the axis.',
      option: darkestValueOption(charts),
      size: HALF,
    },
  ];
}

/** The charts that this data set has something for. Throws RangeError without a picture. */
export function datasetCharts(charts: DatasetCharts): NamedChart[] {
  if (charts.pictures.length === 0) {
    throw new RangeError('datasetCharts: expected at least one picture, got none');
  }
  return [...lightCharts(charts), ...trainingCharts(charts), ...exposureCharts(charts)];
}
