/**
 * Pictures without labels, against none: so many labelled pictures of each fold, and the labels of its others hidden. `comparisons`:
 * what fewer labels with the rest unlabelled lose or gain against more labels alone.
 */
const unlabelled = (settings) => ({ training: { unlabelled: settings } });

export const ALONE = 'labelled alone';
export const CONSISTENCY = { consistency: 0.3, pseudoLabels: 0, perLabelled: 0.5, relight: 0 };
export const PSEUDO_LABELS = { consistency: 0, pseudoLabels: 1, perLabelled: 1, relight: 0 };

const VARIANTS = [
  { name: ALONE },
  // What the steps alone would give that views of other pictures take.
  { name: 'labelled alone, twice as long', longer: 2 },
  { name: 'consistency', ...unlabelled(CONSISTENCY) },
  { name: 'pseudo-labels', ...unlabelled(PSEUDO_LABELS) },
  {
    name: 'both',
    ...unlabelled({ ...CONSISTENCY, pseudoLabels: PSEUDO_LABELS.pseudoLabels }),
  },
];

const twice = (pictures) =>
  VARIANTS.slice(2).map(({ name }) => ({
    of: { pictures, variant: name },
    against: { pictures: 2 * pictures, variant: ALONE },
  }));

export const UNLABELLED = {
  about: 'pictures without labels',
  reference: ALONE,
  /** As many for every number of labels: 450, enough for the other tables, leave few labels short of what they can teach. */
  leastSteps: 900,
  blocks: [{ sizes: ['7k', '2k', '13k'], pictures: [25, 50, 100, 200, 400], variants: VARIANTS }],
  comparisons: [25, 50, 100, 200].flatMap(twice),
};

/**
 * Other cameras' pictures: all labels are the data set's, and those of the others, a folder a camera, are hidden and judge. All are read
 * as the canonical camera's, errors are those of the camera that took the picture.
 */
export const UNLABELLED_CAMERAS = {
  about: "other cameras' pictures without labels",
  reference: ALONE,
  camera: 'Canon EOS 550D',
  leastSteps: UNLABELLED.leastSteps,
  data: { dir: 'cube64', others: 'nus64' },
  blocks: [{ sizes: ['7k', '2k', '13k'], pictures: [null], variants: VARIANTS }],
};
