/** From an inspection of a data set to its page and charts. */

import {
  type DatasetInspection,
  type DatasetLevels,
  DENSITY_WEIGHT_SETTINGS,
  densityWeights,
  GAP_DEGREES,
  INSPECTION_SETTINGS,
  NEAR_DUPLICATE_CORRELATION,
  PICTURE_INSPECTION_SETTINGS,
  type Polyline,
  placeByLine,
  readSmallPicture,
  type SignedInspectedPicture,
  whitePointDensity,
} from '../../dataset/index.js';
import { formatCount } from '../../text/index.js';
import { commandText } from '../evaluation/provenance.js';
import type {
  ChartedCoverage,
  ChartedPicture,
  DatasetCharts,
  DatasetPage,
  FindingPicture,
  ReportedFinding,
} from './content.js';
import type { Finding, FindingItem } from './findings.js';

export interface DatasetPageInput {
  readonly dir: string;
  readonly inspection: DatasetInspection;
  readonly findings: readonly Finding[];
  /** Formatted. */
  readonly problems: readonly string[];
  /** Property that colours the scatter. */
  readonly property: string;
  readonly levels: DatasetLevels;
  /** The camera's CT curve where it was given. */
  readonly ctCurve?: Polyline | undefined;
}

/** Longer side of a picture beside a finding, and how many a finding shows. */
const SHOWN_PX = 160;
const SHOWN_PICTURES = 12;

export function datasetPage(input: DatasetPageInput): DatasetPage {
  const { dir, inspection, findings, problems } = input;
  const byName = new Map(inspection.pictures.map((p) => [`${p.part}/${p.id}`, p]));
  return {
    title: `Data set ${dir.split(/[\\/]/).filter(Boolean).at(-1) ?? dir}`,
    intro: [
      'What a white balance trained on these pictures will know: which lights they were taken in, how much each ' +
        'picture counts in training, and what to check before.',
      ...partsNote(inspection),
    ],
    tiles: tilesOf(inspection, findings.length),
    problems,
    findings: findings.map((finding) => reportedFinding(finding, byName, input.levels)),
    charts: chartsOf(input),
    methods: METHODS,
    notes: [`Made by ${commandText()}`],
  };
}

/** Which part says what; nothing where there is one, and no choice. */
function partsNote({ parts }: DatasetInspection): string[] {
  if (parts.length < 2) return [];
  return [
    'Curve, density and weights come from the training part alone; the test part is shown beside them, and nothing ' +
      'is chosen from it.',
  ];
}

function tilesOf(
  { parts, weights, problems }: DatasetInspection,
  findings: number,
): DatasetPage['tiles'] {
  const train = parts.find(({ part }) => part === 'train');
  const problemText = problems.length > 0 ? formatCount(problems.length, 'problem') : 'no problems';
  const tiles = [
    ...parts.map(({ part, pictures, r }) => ({
      label: part === 'train' ? 'Training part' : 'Test part',
      value: pictures.toLocaleString('en-US'),
      detail: `pictures, r ${r.min.toFixed(2)} to ${r.max.toFixed(2)}`,
    })),
    { label: 'Worth a look', value: String(findings), detail: `findings, ${problemText}` },
  ];
  if (weights === null || train === undefined) return tiles;
  const value = Math.round(weights.effectivePictures).toLocaleString('en-US');
  const detail = `of ${train.pictures.toLocaleString('en-US')}, with --density-exponent 1 (off by default)`;
  return [...tiles, { label: 'Effective training pictures', value, detail }];
}

function reportedFinding(
  { title, advice, items }: Finding,
  byName: ReadonlyMap<string, SignedInspectedPicture>,
  levels: DatasetLevels,
): ReportedFinding {
  const shown = items.filter(({ pictures }) => pictures.length > 0).slice(0, SHOWN_PICTURES);
  return {
    title: title.charAt(0).toUpperCase() + title.slice(1),
    advice,
    items: items.map(({ text }) => text),
    pictures: shown.map((item) => findingPicture(item, byName, levels)),
  };
}

function findingPicture(
  { text, pictures }: FindingItem,
  byName: ReadonlyMap<string, SignedInspectedPicture>,
  levels: DatasetLevels,
): FindingPicture {
  const shots = pictures.flatMap(({ part, id }) => {
    const found = byName.get(`${part}/${id}`);
    return found === undefined
      ? []
      : [{ picture: readSmallPicture(found, levels, SHOWN_PX), whitePoint: found.whitePoint }];
  });
  return { caption: text, shots };
}

function chartsOf({ inspection, property, levels, ctCurve }: DatasetPageInput): DatasetCharts {
  const { pictures, labelCurve, offCurve } = inspection;
  const train = pictures.filter(({ part }) => part === 'train').map((p) => p.whitePoint);
  const weights = densityWeights(train).values();
  const charted = pictures.map(
    ({ id, part, whitePoint, properties, exposure: e, hasOwnLevels }): ChartedPicture => {
      const weight = part === 'train' ? weights.next().value : undefined;
      return {
        id,
        part,
        whitePoint,
        group: properties[property] ?? '',
        ...(weight === undefined ? {} : { weight }),
        meanGreen: e.meanGreen ?? 0,
        clippedShare: e.clipped / Math.max(1, e.pixels - e.masked),
        smallestValue: hasOwnLevels ? null : e.smallestValue,
      };
    },
  );
  const { smallestWeight, largestWeight } = DENSITY_WEIGHT_SETTINGS;
  return {
    pictures: charted,
    property,
    labelCurve,
    offCurve: new Set(offCurve.map(({ part, id }) => `${part}/${id}`)),
    coverage: chartedCoverage(inspection, ctCurve ?? labelCurve),
    density: whitePointDensity(train),
    weightBounds: [smallestWeight, largestWeight],
    ...levels,
    darkLimit: INSPECTION_SETTINGS.darkMeanGreen,
    clippedLimit: PICTURE_INSPECTION_SETTINGS.clippedShare,
  };
}

function chartedCoverage(
  { pictures, coverage }: DatasetInspection,
  curve: Polyline | null,
): ChartedCoverage | null {
  if (coverage === null || curve === null) return null;
  const along = (part: 'train' | 'test') =>
    pictures
      .filter((picture) => picture.part === part)
      .map(({ whitePoint }) => placeByLine(curve, whitePoint).alongDegrees);
  return {
    curve,
    trainAlongDegrees: along('train'),
    testAlongDegrees: along('test'),
    gaps: coverage.gaps,
  };
}

const METHODS: DatasetPage['methods'] = [
  {
    name: 'Curve of the labels',
    text:
      'A robust local line (tricube and Huber weights) through the training labels in the plane of ln r and ln b, ' +
      'turned to their main direction, each label counting 1 / sqrt(number of labels close by). No ' +
      'matrix of the camera and no light meter are needed, and so ' +
      'no colour temperatures come out of it: give a tuning file with a ct_curve for those.',
  },
  {
    name: 'Labels off the curve',
    text:
      `The angle to the nearest point of the curve is over ${PICTURE_INSPECTION_SETTINGS.offCurveDegrees}° and over ` +
      `${PICTURE_INSPECTION_SETTINGS.offCurveDeviations} standard deviations (from the median) of the training labels. ` +
      'Magenta and green say to which side.',
  },
  {
    name: 'Labels far from all others',
    text:
      `The third nearest label of the data set is over ${INSPECTION_SETTINGS.outlierDegrees}° away and over ` +
      `${INSPECTION_SETTINGS.outlierMedians} times as far as it mostly is.`,
  },
  {
    name: 'Much the same picture',
    text:
      'Logarithms of 16 x 16 zone means in green, red/green and blue/green, less their surroundings, limited, so that ' +
      `neither light nor exposure counts; pairs that correlate to ${NEAR_DUPLICATE_CORRELATION} or more. Turned and ` +
      'mirrored pictures, and ones shifted by more than about 4 % of their width are mostly not found.',
  },
  {
    name: 'Lights without a picture',
    text:
      `Stretches of the curve of ${GAP_DEGREES}° or more between neighbouring training labels, measured as the angle ` +
      'between lights. Beyond the warmest and the coolest label nothing is said, unless a CT curve is given.',
  },
  {
    name: 'Density and weights',
    text:
      'Gaussian kernels with half the covariance factor of the labels; weight = 1 / density over its mean, between ' +
      `${DENSITY_WEIGHT_SETTINGS.smallestWeight} and ${DENSITY_WEIGHT_SETTINGS.largestWeight}. The number of ` +
      'effective pictures is (sum of weights)² / sum of squared weights.',
  },
  {
    name: 'Dark and clipped',
    text:
      `Mean linear green under ${100 * INSPECTION_SETTINGS.darkMeanGreen} % of the range; more than ` +
      `${100 * PICTURE_INSPECTION_SETTINGS.clippedShare} % of the unmasked pixels with a channel at 98 % of the range or more.`,
  },
];

const DEFAULT_PROPERTY = 'illumination';

/** The property that colours the scatter, as asked, or the usual one, or the first that the data set has. Throws RangeError for one that the data set does not have. */
export function colouringProperty(
  { parts }: Pick<DatasetInspection, 'parts'>,
  asked?: string,
): string {
  const known = [...new Set(parts.flatMap(({ groups }) => Object.keys(groups)))];
  if (asked === undefined) {
    return known.includes(DEFAULT_PROPERTY) ? DEFAULT_PROPERTY : (known[0] ?? DEFAULT_PROPERTY);
  }
  if (asked === DEFAULT_PROPERTY || known.includes(asked)) return asked;
  const choice = known.length > 0 ? `one of ${known.join(', ')}` : 'none: the data set has none';
  throw new RangeError(`expected ${choice}, got ${asked}`);
}
