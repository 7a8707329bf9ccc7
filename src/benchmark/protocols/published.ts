/**
 * What others have published, with where it stands, and where it was read if that was not there. A figure that is not known here is
 * left out, never filled in. Recovery errors in degrees.
 */

/** Where figures stand. */
export const PUBLICATIONS = {
  cheng: {
    short: 'Cheng 2015',
    full: 'Cheng, Price, Cohen, Brown: Effective Learning-Based Illuminant Estimation Using Simple Features, CVPR 2015',
  },
  ccc: { short: 'Barron 2015', full: 'Barron: Convolutional Color Constancy, ICCV 2015' },
  shi: {
    short: 'Shi 2016',
    full: 'Shi, Loy, Tang: Deep Specialized Network for Illuminant Estimation, ECCV 2016',
  },
  ffcc: { short: 'Barron 2017', full: 'Barron, Tsai: Fast Fourier Color Constancy, CVPR 2017' },
  fc4: {
    short: 'Hu 2017',
    full: 'Hu, Wang, Lin: FC4: Fully Convolutional Color Constancy with Confidence-weighted Pooling, CVPR 2017',
  },
  c4: {
    short: 'Yu 2020',
    full: 'Yu et al.: Cascading Convolutional Color Constancy, AAAI 2020',
  },
  clcc: {
    short: 'Lo 2021',
    full: 'Lo et al.: CLCC: Contrastive Learning for Color Constancy, CVPR 2021',
  },
  ccmnet: {
    short: 'Kim 2025',
    full: 'Kim et al.: CCMNet: Leveraging Calibrated Color Correction Matrices for Cross-Camera Color Constancy, ICCV 2025, table 1, also for the methods that it compares itself with',
  },
  lhcc: {
    short: 'LHCC 2025',
    full: 'LHCC, poster at BMVC 2025, table of SimpleCube++, also for the methods that it compares itself with',
  },
  vlm: {
    short: 'VLM-CC 2026',
    full: 'White-Balance First, Adjust Later: Cross-Camera Color Constancy via Vision-Language Evaluation, CVPR 2026, arXiv 2605.19613',
  },
} as const;

export type Publication = keyof typeof PUBLICATIONS;

/** Where figures were read that others have copied from a publication; the publication itself was not at hand. */
export const LISTINGS = {
  ffcc: 'google/ffcc, scripts/GehlerShiBaselines.m, ChengBaselines.m and ChengGenerateTable.m',
  ffccCameras:
    'google/ffcc, scripts/ChengBaselines.m, camera by camera; the geometric means over the eight were computed here',
  handbook: 'AIISP/isp_handbook, appendix F.11.2',
  vlmCode: "its authors' repository (NothingIknow/VLM-CC, scripts/eval/benchmark_reproduce.py)",
  vlmNote: "a reader's summary of it (paper note, May 2026)",
} as const;

export type Listing = keyof typeof LISTINGS;

/** Statistics of one method as somebody has published them; what is absent was not found. */
export interface PublishedFigures {
  readonly method: string;
  readonly publication: Publication;
  /** Absent where the publication itself was read. */
  readonly listing?: Listing;
  readonly parameters?: number;
  readonly mean?: number;
  readonly median?: number;
  readonly trimean?: number;
  readonly best25?: number;
  readonly worst25?: number;
}

type Statistics = readonly [
  mean: number,
  median?: number,
  trimean?: number,
  best25?: number,
  worst25?: number,
];

function row(
  method: string,
  publication: Publication,
  [mean, median, trimean, best25, worst25]: Statistics,
  parameters?: number,
): PublishedFigures {
  return {
    method,
    publication,
    mean,
    ...(parameters === undefined ? {} : { parameters }),
    ...(median === undefined ? {} : { median }),
    ...(trimean === undefined ? {} : { trimean }),
    ...(best25 === undefined ? {} : { best25 }),
    ...(worst25 === undefined ? {} : { worst25 }),
  };
}

/** The source of a row as it is printed. */
export function sourceOf({ publication, listing }: PublishedFigures): string {
  const { full } = PUBLICATIONS[publication];
  return listing === undefined ? full : `${full}; as listed in ${LISTINGS[listing]}`;
}

function listed(listing: Listing, rows: readonly PublishedFigures[]): PublishedFigures[] {
  return rows.map((one) => ({ ...one, listing }));
}

/** Official split of SimpleCube++, 462 test pictures. */
export const SIMPLECUBE_PUBLISHED: readonly PublishedFigures[] = [
  row('LHCC', 'lhcc', [1.03, 0.57, 0.64, 0.18, 2.72], 491_000),
  row('GoogLeNet on logs', 'lhcc', [1.35, 0.75, 0.88, 0.22, 3.52], 6_800_000),
  row('FC4', 'lhcc', [1.65, 1.03, 1.15, 0.32, 4.02], 1_700_000),
  row('FFCC', 'lhcc', [2.64, 1.75, 1.85, 0.52, 6.35], 12_288),
  row('grey world', 'lhcc', [3.18, 2.0, 2.37], 0),
];

/** Threefold cross-validation on each of NUS-8's cameras, geometric means over the eight. */
export const NUS_PUBLISHED: readonly PublishedFigures[] = [
  ...listed('handbook', [
    row('CLCC', 'clcc', [1.84, 1.31, 1.42, 0.41, 4.2]),
    row('C4', 'c4', [1.96, 1.42, 1.53, 0.48, 4.4]),
    row('FFCC', 'ffcc', [1.99, 1.31, 1.43, 0.35, 4.75]),
    row('FC4 (SqueezeNet)', 'fc4', [2.23, 1.57, 1.72, 0.47, 5.15]),
  ]),
  ...listed('ffcc', [row('DS-Net', 'shi', [2.24, 1.46, 1.68, 0.48, 6.08])]),
  ...listed('ffccCameras', [row('Cheng 2015', 'cheng', [2.35, 1.58, 1.73, 0.49, 5.53])]),
  ...listed('ffcc', [row('CCC', 'ccc', [2.38, 1.48, 1.69, 0.45, 5.85])]),
  ...listed('ffccCameras', [
    row('corrected moments', 'cheng', [3.01, 1.93, 2.14, 0.64, 7.19]),
    row('grey edge 1', 'cheng', [3.2, 2.22, 2.43, 0.72, 7.36]),
    row('grey edge 2', 'cheng', [3.2, 2.26, 2.44, 0.75, 7.27]),
    row('general grey world', 'cheng', [3.21, 2.38, 2.53, 0.71, 7.1]),
    row('shades of grey', 'cheng', [3.4, 2.57, 2.73, 0.77, 7.41]),
    row('grey world', 'cheng', [4.14, 3.2, 3.39, 0.9, 9.0]),
    row('white patch', 'cheng', [10.62, 10.58, 10.49, 1.86, 19.45]),
  ]),
];

/** Threefold cross-validation on Gehler's data as Shi has reprocessed it. */
export const GEHLER_PUBLISHED: readonly PublishedFigures[] = [
  ...listed('vlmNote', [row('VLM-CC', 'vlm', [1.34])]),
  ...listed('ffcc', [
    row('DS-Net', 'shi', [1.9, 1.12, 1.33, 0.31, 4.84]),
    row('CCC', 'ccc', [1.95, 1.22, 1.38, 0.35, 4.76]),
    row('Cheng 2015', 'cheng', [2.42, 1.65, 1.75, 0.38, 5.87]),
    row('corrected moments', 'cheng', [2.86, 2.04, 2.22, 0.7, 6.34]),
    row('general grey world', 'cheng', [4.66, 3.48, 3.81, 1.0, 10.09]),
    row('Bayesian', 'cheng', [4.82, 3.46, 3.88, 1.26, 10.49]),
    row('shades of grey', 'cheng', [4.93, 4.01, 4.23, 1.14, 10.2]),
    row('grey edge 2', 'cheng', [5.13, 4.44, 4.62, 2.11, 9.26]),
    row('grey edge 1', 'cheng', [5.33, 4.52, 4.73, 1.86, 10.03]),
    row('grey world', 'cheng', [6.36, 6.28, 6.28, 2.33, 10.58]),
    row('white patch', 'cheng', [7.55, 5.68, 6.35, 1.45, 16.12]),
  ]),
];

/** NUS-8, each camera in turn left out and the others trained on. */
export const CAMERAS_PUBLISHED: readonly PublishedFigures[] = [
  ...listed('vlmNote', [row('VLM-CC', 'vlm', [1.49])]),
  row('CCMNet', 'ccmnet', [1.71]),
  row('C5 (9 pictures)', 'ccmnet', [1.77]),
  row('SIIE', 'ccmnet', [2.05]),
  row('DMCC', 'ccmnet', [2.8]),
];

/** Trained on other data sets alone and judged on one of which no camera was seen, by that data set. */
export const DATA_SETS_PUBLISHED: Readonly<Record<string, readonly PublishedFigures[]>> = {
  'Cube+': [
    ...listed('vlmCode', [row('VLM-CC', 'vlm', [1.51, 1.09, 1.21, 0.41, 3.28])]),
    row('CCMNet', 'ccmnet', [1.68]),
    row('C5 (7 pictures)', 'ccmnet', [1.87]),
    row('SIIE', 'ccmnet', [2.14]),
    row('DMCC', 'ccmnet', [2.23]),
    row('shades of grey', 'ccmnet', [3.22]),
    row('grey world', 'ccmnet', [3.52]),
  ],
  'Gehler-Shi': [
    ...listed('vlmCode', [row('VLM-CC', 'vlm', [1.52, 1.18, 1.2, 0.41, 3.29])]),
    { method: 'CCMNet', publication: 'ccmnet', mean: 2.23, worst25: 5.46 },
    row('C5 (7 pictures)', 'ccmnet', [2.36]),
    row('SIIE', 'ccmnet', [2.77]),
    row('shades of grey', 'ccmnet', [4.93]),
  ],
  'NUS-8': [
    ...listed('vlmCode', [row('VLM-CC', 'vlm', [1.83, 1.44, 1.5, 0.51, 3.88])]),
    { method: 'CCMNet', publication: 'ccmnet', mean: 2.32, worst25: 5.18 },
    row('C5 (7 pictures)', 'ccmnet', [2.68]),
    row('shades of grey', 'ccmnet', [3.67]),
    row('grey world', 'ccmnet', [4.59]),
  ],
};
