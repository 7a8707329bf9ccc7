/** What the pictures of a data set are drawn from. */
import type { LinearPicture, WhitePoint } from '../../color/index.js';

export type PartName = 'train' | 'test';

/** One picture of the data set as the charts show it. */
export interface ChartedPicture {
  readonly id: string;
  readonly part: PartName;
  readonly whitePoint: WhitePoint;
  /** Value of the property that colours the scatter; empty where the picture has none. */
  readonly group: string;
  /** Density weight of a training picture. */
  readonly weight?: number;
  /** Mean linear green over unmasked pixels, 0..1. */
  readonly meanGreen: number;
  /** Of the unmasked pixels, 0..1. */
  readonly clippedShare: number;
  /** Smallest raw value of an unmasked pixel; null where all are masked. */
  /** Null also where its file states levels of its own. */
  readonly smallestValue: number | null;
}

/** A point of a curve of lights, `alongDegrees` from its warm end. */
export interface ChartedCurvePoint extends WhitePoint {
  readonly alongDegrees: number;
  readonly cctKelvin?: number;
}

/** Where the lights of the pictures stand along a curve, and the stretches without any in the training part. */
export interface ChartedCoverage {
  readonly curve: readonly ChartedCurvePoint[];
  readonly trainAlongDegrees: readonly number[];
  readonly testAlongDegrees: readonly number[];
  readonly gaps: readonly { readonly fromAlongDegrees: number; readonly lengthDegrees: number }[];
}

export interface DatasetCharts {
  readonly pictures: readonly ChartedPicture[];
  /** Name of the property behind `group`. */
  readonly property: string;
  /** The curve that the labels lie along, where they carry one. */
  readonly labelCurve: readonly WhitePoint[] | null;
  /** `part/id` of labels to be marked as off that curve. */
  readonly offCurve: ReadonlySet<string>;
  readonly coverage: ChartedCoverage | null;
  /** Density of the training labels that the weights come from; null where they do not span the plane. */
  readonly density: ((at: WhitePoint) => number) | null;
  /** Smallest and largest weight there can be. */
  readonly weightBounds: readonly [number, number];
  readonly blackLevel: number;
  readonly whiteLevel: number;
  /** From where on a picture is called dark (mean green) or clipped (share). */
  readonly darkLimit: number;
  readonly clippedLimit: number;
}

/** A picture shown beside a finding, balanced by its label. */
export interface FindingPicture {
  readonly caption: string;
  readonly shots: readonly { readonly picture: LinearPicture; readonly whitePoint: WhitePoint }[];
}

/** Something worth a look. */
export interface ReportedFinding {
  readonly title: string;
  /** What it may mean and what to do. */
  readonly advice: string;
  readonly items: readonly string[];
  readonly pictures: readonly FindingPicture[];
}

export interface DatasetPage {
  readonly title: string;
  readonly intro: readonly string[];
  readonly tiles: readonly {
    readonly label: string;
    readonly value: string;
    readonly detail: string;
  }[];
  /** What cannot be used at all, one a line. */
  readonly problems: readonly string[];
  readonly findings: readonly ReportedFinding[];
  readonly charts: DatasetCharts;
  readonly methods: readonly { readonly name: string; readonly text: string }[];
  readonly notes: readonly string[];
}
