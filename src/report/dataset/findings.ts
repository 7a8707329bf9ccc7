/** What deserves a look in a data set, in words: one list for the terminal and for the page. */
import {
  type Coverage,
  type CoverageGap,
  type DatasetInspection,
  type FolderPart,
  OTHER_CAMERA_DEGREES,
  type PartReport,
} from '../../dataset/index.js';
import { formatCount } from '../../text/index.js';

export interface Finding {
  readonly title: string;
  /** What it may mean and what to do, for the page. */
  readonly advice: string;
  readonly items: readonly FindingItem[];
  /** Items that want a line each. */
  readonly isLong?: true;
}

export interface FindingItem {
  readonly text: string;
  /** Pictures behind it. */
  readonly pictures: readonly { readonly part: FolderPart; readonly id: string }[];
}

const degrees = (value: number): string => `${value.toFixed(1)}°`;
const plain = (text: string): FindingItem => ({ text, pictures: [] });

/** Everything that is no error and still deserves a look, the gravest first. */
export function datasetFindings(inspection: DatasetInspection): Finding[] {
  return [
    ...inspection.parts.flatMap(labelDoubtFinding),
    ...inspection.levelHints.map(levelFinding),
    ...inspection.notes.map(noteFinding),
    ...duplicateFindings(inspection.duplicates),
    ...nearDuplicateFindings(inspection.nearDuplicates),
    ...inspection.parts.flatMap((part) => partFindings(part, inspection)),
    ...coverageFindings(inspection.coverage),
  ];
}

function labelDoubtFinding({ part, labelDoubt }: PartReport): Finding[] {
  if (labelDoubt === null) return [];
  return [{ title: `${part}: ${labelDoubt.message}`, advice: labelDoubt.cure, items: [] }];
}

function noteFinding(title: string): Finding {
  const advice =
    'Right if the figures above are; else write the file with commas between the fields.';
  return { title, advice, items: [] };
}

function levelFinding(title: string): Finding {
  const advice =
    'A wrong level shifts every colour, dark ones most. Compare with the camera and give --black-level and ' +
    '--white-level.';
  return { title, advice, items: [] };
}

function duplicateFindings(duplicates: DatasetInspection['duplicates']): Finding[] {
  const listOf = (acrossParts: boolean) =>
    duplicates
      .filter((d) => d.acrossParts === acrossParts)
      .map((d) => plain(d.pictures.join(' = ')));
  return [
    {
      title: 'the same picture in train and test',
      advice:
        'Equal byte for byte: the test part then measures memory. Remove it from one of the two.',
      items: listOf(true),
    },
    {
      title: 'the same picture twice',
      advice: 'Equal byte for byte: it counts twice. Remove one.',
      items: listOf(false),
    },
  ].filter(({ items }) => items.length > 0);
}

function nearDuplicateFindings(pairs: DatasetInspection['nearDuplicates']): Finding[] {
  if (pairs.length === 0) return [];
  return [
    {
      title: 'much the same picture in train and test',
      advice:
        'Probably one scene in another shot or another light. Errors on such test pictures flatter; move both into ' +
        'one part where there are many.',
      items: pairs.map(({ train, test, correlation }) => ({
        text: `train/${train} ~ test/${test} (correlation ${correlation.toFixed(2)})`,
        pictures: [
          { part: 'train', id: train },
          { part: 'test', id: test },
        ],
      })),
    },
  ];
}

function partFindings(
  { part, dark, farLabels }: PartReport,
  { clipped, offCurve }: DatasetInspection,
): Finding[] {
  const clippedHere = clipped.filter((picture) => picture.part === part);
  const offHere = offCurve.filter((label) => label.part === part);
  const item = (id: string, text = id): FindingItem => ({ text, pictures: [{ part, id }] });
  return [
    {
      title: `${part}: ${formatCount(dark.length, 'picture')} with hardly any light`,
      advice:
        'Noise and the black level decide their colour. Check the exposure, or leave them out.',
      items: dark.map((id) => item(id)),
    },
    {
      title: `${part}: ${formatCount(clippedHere.length, 'picture')} clipped over a quarter or more`,
      advice: 'Clipped pixels have lost the colour of the light. They are real, but teach little.',
      items: clippedHere.map(({ id, clippedShare }) =>
        item(id, `${id} (${(100 * clippedShare).toFixed(0)} %)`),
      ),
    },
    {
      title: `${part}: ${formatCount(offHere.length, 'label')} off the curve of all labels`,
      advice:
        'Mixed light, a fluorescent lamp, a coloured surface instead of grey, or a wrong row in gt.csv. The pictures ' +
        'are balanced by their labels: where that leaves a cast all over, the label is wrong; where in a part, that part has another light.',
      items: offHere.map(({ id, offDegrees }) =>
        item(
          id,
          `${id} (${degrees(Math.abs(offDegrees))} ${offDegrees > 0 ? 'magenta' : 'green'})`,
        ),
      ),
    },
    {
      title: `${part}: ${formatCount(farLabels.length, 'label')} far from all others`,
      advice: 'A light that hardly any other picture of the data set has: rare, or wrong.',
      items: farLabels.map(({ id, nearestDegrees }) =>
        item(id, `${id} (${degrees(nearestDegrees)})`),
      ),
    },
  ].filter(({ items }) => items.length > 0);
}

function coverageFindings(coverage: Coverage | null): Finding[] {
  if (coverage === null) return [];
  const along = coverage.curve === 'given' ? 'the CT curve' : 'the curve of the labels';
  return [
    ...otherCameraFinding(coverage),
    {
      title: `lights without a training picture, along ${along}`,
      advice:
        'A network interpolates there. Take pictures under such light, or widen the relighting of the training.',
      items: coverage.gaps.map((gap) => plain(gapText(gap))),
    },
    {
      title: 'test lights that no training picture comes near',
      advice: 'Errors there measure extrapolation.',
      items: coverage.testOutside.map((id) => ({
        text: id,
        pictures: [{ part: 'test' as const, id }],
      })),
    },
  ].filter(({ items }) => items.length > 0);
}

function otherCameraFinding({ curve, medianOffDegrees }: Coverage): Finding[] {
  if (curve !== 'given' || medianOffDegrees < OTHER_CAMERA_DEGREES) return [];
  return [
    {
      title: "the labels do not follow the tuning file's CT curve",
      advice: 'It is probably that of another camera; colour temperatures then mean nothing.',
      items: [plain(`half of them are over ${degrees(medianOffDegrees)} off`)],
    },
  ];
}

/** `r 1.002 to 0.867 (6.1°)`, in K where the curve has colour temperatures. */
function gapText({ from, to, lengthDegrees }: CoverageGap): string {
  const ends =
    from.cctKelvin === undefined || to.cctKelvin === undefined
      ? `r ${from.r.toFixed(3)} to ${to.r.toFixed(3)}`
      : `${from.cctKelvin.toFixed(0)} to ${to.cctKelvin.toFixed(0)} K`;
  return `${ends} (${degrees(lengthDegrees)})`;
}
