/** The protocols by which the field compares methods, as data: how pictures are dealt, what is averaged, who published what. */
import {
  CAMERAS_PUBLISHED,
  DATA_SETS_PUBLISHED,
  GEHLER_PUBLISHED,
  NUS_PUBLISHED,
  type PublishedFigures,
  SIMPLECUBE_PUBLISHED,
} from './published.js';

/** How pictures are dealt to those that teach and those that judge. */
export type Dealing =
  /** The train part teaches, the test part judges. */
  | { readonly kind: 'split' }
  /** Folds of the property `fold` where the pictures have it, else random ones; all pictures together, or each camera's. */
  | { readonly kind: 'folds'; readonly folds: number; readonly of: 'all' | 'each camera' }
  /** Each camera, or each data set that was named, is judged by what the others teach. */
  | { readonly kind: 'leave-out'; readonly what: 'camera' | 'data set' };

/** What a figure of the table is: over all pictures that were judged, or a mean over runs of each run's. */
export type Averaging = 'pictures' | 'mean of runs' | 'geometric mean of runs';

export interface Protocol {
  readonly name: string;
  readonly title: string;
  /** The data set, and how it comes here. */
  readonly data: string;
  readonly dealing: Dealing;
  readonly averaging: Averaging;
  /** Pictures that are judged in the published protocol; null where any data will do. */
  readonly pictures: number | null;
  /** Runs of the published protocol, where that is their number. */
  readonly runs?: number;
  readonly published: readonly PublishedFigures[];
  /** By the left-out data set, where that is what was published. */
  readonly publishedByRun?: Readonly<Record<string, readonly PublishedFigures[]>>;
  /** Where published figures were made otherwise than here, whatever the data, a sentence each. */
  readonly differences: readonly string[];
}

/** What is asked where nothing is named: methods that need no more than pictures and lights. */
export const DEFAULT_BENCHMARK_METHODS = 'statistical,corrected-moments';

const CLIPPED =
  'Many published figures leave out saturated pixels; here they count, at the white level.';
const RANDOM_FOLDS = (folds: number) =>
  `Pictures that state no fold are dealt at random to ${folds}, by --seed; the folds of published figures are not all known.`;

export const PROTOCOLS: readonly Protocol[] = [
  {
    name: 'simplecube++',
    title: 'SimpleCube++, official split',
    data: 'SimpleCube++ (deepawb data fetch simplecube++)',
    dealing: { kind: 'split' },
    averaging: 'pictures',
    pictures: 462,
    published: SIMPLECUBE_PUBLISHED,
    differences: [],
  },
  {
    name: 'cube+',
    title: 'Cube+, threefold cross-validation',
    data: 'Cube+ (deepawb data import)',
    dealing: { kind: 'folds', folds: 3, of: 'all' },
    averaging: 'pictures',
    pictures: 1707,
    published: [],
    differences: [CLIPPED, RANDOM_FOLDS(3)],
  },
  {
    name: 'nus-8',
    title: 'NUS-8, threefold cross-validation on each camera',
    data: 'NUS-8 (deepawb data import)',
    dealing: { kind: 'folds', folds: 3, of: 'each camera' },
    averaging: 'geometric mean of runs',
    pictures: 1736,
    runs: 8,
    published: NUS_PUBLISHED,
    differences: [CLIPPED, RANDOM_FOLDS(3)],
  },
  {
    name: 'gehler-shi',
    title: "Gehler's data reprocessed by Shi, threefold cross-validation",
    data: 'Gehler-Shi (deepawb data import)',
    dealing: { kind: 'folds', folds: 3, of: 'all' },
    averaging: 'pictures',
    pictures: 568,
    published: GEHLER_PUBLISHED,
    differences: [
      CLIPPED,
      RANDOM_FOLDS(3),
      'Published figures are of several ground truths of these pictures; compare with those of the same one alone (Hemrit et al., 2018).',
    ],
  },
  {
    name: 'intel-tau',
    title: 'INTEL-TAU, tenfold cross-validation',
    data: 'INTEL-TAU (deepawb data import)',
    dealing: { kind: 'folds', folds: 10, of: 'all' },
    averaging: 'pictures',
    pictures: 7022,
    published: [],
    differences: [RANDOM_FOLDS(10)],
  },
  {
    name: 'leave-one-camera-out',
    title: 'each camera left out in turn, the others trained on',
    data: 'data sets of several cameras; published figures are of NUS-8',
    dealing: { kind: 'leave-out', what: 'camera' },
    averaging: 'mean of runs',
    pictures: 1736,
    runs: 8,
    published: CAMERAS_PUBLISHED,
    differences: [CLIPPED],
  },
  {
    name: 'leave-one-data-set-out',
    title: 'each data set left out in turn, the others trained on',
    data: 'several data sets, or folders of them, one a --data',
    dealing: { kind: 'leave-out', what: 'data set' },
    averaging: 'mean of runs',
    pictures: null,
    published: [],
    publishedByRun: DATA_SETS_PUBLISHED,
    differences: [
      CLIPPED,
      'Published figures were trained on Cube+, NUS-8, Gehler-Shi and INTEL-TAU without the one that is judged.',
    ],
  },
];

/** The protocol of a name. Throws RangeError for one that is none. */
export function protocolNamed(name: string): Protocol {
  const found = PROTOCOLS.find((protocol) => protocol.name === name);
  if (found) return found;
  const known = PROTOCOLS.map((protocol) => protocol.name).join(', ');
  throw new RangeError(`benchmark: expected one of ${known}, got ${name}`);
}
