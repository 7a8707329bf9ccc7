/**
 * A table from its journal: for every variant the mean over seeds of what its networks err by on the pictures that each had not
 * seen, and how that differs from the reference's on the same pictures and seeds, with a 95 % interval by resampling pictures.
 */
import { pairedBootstrap, summariseErrors } from 'deepawb/metrics';
import { createRng } from 'deepawb/random';

/**
 * Rows in the order of the trials; those without a result of every fold for at least one seed have `seeds: 0` and no figures.
 * @param results by key, as readJournal gives them
 * @param groups { name, of: indices of pictures } that errors are told apart by, none for tables without
 */
export function rowsOf(trials, results, pictures, reference, groups = []) {
  const judged = judgedRows(trials, results, pictures);
  return judged.map((row) => {
    const other = judged.find(
      ({ size, pictures: count, variant }) =>
        size === row.size && count === row.pictures && variant === reference,
    );
    return summarise(row, other, groups);
  });
}

/**
 * What a variant with some pictures errs by less what another with others does, a row a size; without figures where one of them
 * has no seed in common with the other.
 * @param comparisons { of, against: { pictures, variant } }
 */
export function comparisonRows(trials, results, pictures, comparisons) {
  const judged = judgedRows(trials, results, pictures);
  const sizes = [...new Set(judged.map(({ size }) => size))];
  const find = (size, wanted) =>
    judged.find(
      (row) =>
        row.size === size && row.pictures === wanted.pictures && row.variant === wanted.variant,
    );
  return sizes.flatMap((size) =>
    comparisons.flatMap(({ of, against }) => {
      const [own, other] = [find(size, of), find(size, against)];
      if (!own || !other) return [];
      return [{ size, of, against, ...differenceBetween(own.seeds, other.seeds) }];
    }),
  );
}

function judgedRows(trials, results, pictures) {
  const rows = new Map();
  for (const trial of trials) {
    const { size, pictures: count, variant } = trial.row;
    const id = JSON.stringify([count, size, variant]);
    if (!rows.has(id)) rows.set(id, { size, pictures: count, variant, bySeed: new Map() });
    const { bySeed } = rows.get(id);
    bySeed.set(trial.seed, [...(bySeed.get(trial.seed) ?? []), trial]);
  }
  return [...rows.values()].map(({ bySeed, ...row }) => ({
    ...row,
    seeds: [...bySeed].flatMap(([seed, own]) => seedErrors(seed, own, results, pictures)),
  }));
}

/** Errors of all pictures by the networks of one seed; none where a fold is missing. */
function seedErrors(seed, trials, results, pictures) {
  const found = trials.map((trial) => results.get(trial.key));
  if (found.some((result) => result === undefined)) return [];
  const fill = (name) => {
    const values = new Float64Array(pictures).fill(Number.NaN);
    trials.forEach(({ validation }, i) => {
      validation.forEach((index, at) => {
        values[index] = found[i][name][at];
      });
    });
    return values;
  };
  // Of all networks that answer, where there is one for each kind of scenes.
  const parameters = found
    .filter((_, i) => trials[i].fold === trials[0].fold)
    .reduce((sum, result) => sum + result.parameters, 0);
  const seconds = found.reduce((sum, result) => sum + result.seconds, 0);
  return [
    {
      seed,
      parameters,
      seconds,
      errors: fill('errors'),
      along: fill('along'),
      across: fill('across'),
    },
  ];
}

function summarise({ seeds, ...row }, other, groups) {
  if (seeds.length === 0) return { ...row, seeds: 0 };
  const { best25, worst25, median } = summariseErrors(meanOver(seeds, 'errors'));
  const summary = {
    ...row,
    seeds: seeds.length,
    parameters: seeds[0].parameters,
    mean: meanOf(seeds.map(({ errors }) => meanOf(errors))),
    bySeed: seeds.map(({ errors }) => meanOf(errors)),
    median,
    best25,
    worst25,
    along: meanOf(seeds.map(({ along }) => meanOf(along.map(Math.abs)))),
    across: meanOf(seeds.map(({ across }) => meanOf(across.map(Math.abs)))),
  };
  const errors = meanOver(seeds, 'errors');
  const pair = other && other.variant !== row.variant ? pairOf(seeds, other.seeds) : null;
  return {
    ...summary,
    ...differenceOf(pair),
    groups: groups.map(({ name, of }) => {
      const chosen = (values) => Float64Array.from(of, (index) => values[index]);
      return {
        name,
        pictures: of.length,
        mean: meanOf(chosen(errors)),
        ...differenceOf(pair?.map(chosen)),
      };
    }),
  };
}

/** Errors picture by picture over the seeds that both have; null without such. */
function pairOf(seeds, others) {
  const has = (list, seed) => list.some((one) => one.seed === seed);
  const own = seeds.filter(({ seed }) => has(others, seed));
  const shared = others.filter(({ seed }) => has(seeds, seed));
  return own.length > 0 ? [meanOver(own, 'errors'), meanOver(shared, 'errors')] : null;
}

function differenceBetween(seeds, others) {
  const pair = pairOf(seeds, others);
  const shared = seeds.filter(({ seed }) => others.some((one) => one.seed === seed)).length;
  return { seeds: shared, ...differenceOf(pair) };
}

function differenceOf(pair) {
  if (!pair) return {};
  const rng = createRng('experiments').fork('paired bootstrap');
  const { meanDifference, interval } = pairedBootstrap(...pair, { rng });
  return { difference: meanDifference, interval };
}

/** Picture by picture, over seeds: what is resampled is pictures, of which there are many, and not seeds. */
function meanOver(seeds, name) {
  return seeds[0][name].map((_, i) => meanOf(seeds.map((seed) => seed[name][i])));
}

const meanOf = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

const HEADINGS = [
  'pictures',
  'size',
  'variant',
  'parameters',
  'seeds',
  'mean',
  'best 25 %',
  'worst 25 %',
  'along',
  'across',
  'difference',
  '95 % interval',
];
const GROUPED_HEADINGS = [
  'pictures',
  'size',
  'variant',
  'seeds',
  'mean',
  'difference',
  '95 % interval',
];

/** As Markdown; a figure that has not been measured is left blank. Rows with times have a column of them. With groups their own columns stand in place of quarters. */
export function markdownTable(rows, groups = []) {
  const isTimed = rows.some(({ cpuMicroseconds }) => cpuMicroseconds !== undefined);
  const headings =
    groups.length === 0
      ? [...HEADINGS.slice(0, 4), ...(isTimed ? ['CPU µs'] : []), ...HEADINGS.slice(4)]
      : [
          ...GROUPED_HEADINGS,
          ...groups.flatMap(({ name, of }) => [`${name} (${of.length})`, 'difference']),
        ];
  const cellsOf = groups.length === 0 ? plainCells : (row) => groupedCells(row, groups.length);
  const isText = (heading) => heading === 'variant';
  return [
    line(headings),
    line(headings.map((heading) => (isText(heading) ? '---' : '--:'))),
    ...rows.map((row) => line(cellsOf(row))),
  ].join('\n');
}

/** As Markdown: fewer pictures with labels against more. */
export function comparisonTable(rows) {
  return [
    line(['size', 'labelled', 'variant', 'less', 'seeds', 'difference', '95 % interval']),
    line(['--:', '--:', '---', '---', '--:', '--:', '--:']),
    ...rows.map((row) =>
      line([
        row.size,
        row.of.pictures,
        row.of.variant,
        `${row.against.pictures} ${row.against.variant}`,
        row.seeds || '',
        difference(row),
        interval(row),
      ]),
    ),
  ].join('\n');
}

const line = (cells) => `| ${cells.join(' | ')} |`;
const degrees = (value) => (value === undefined ? '' : value.toFixed(2));
const signed = (value) => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
const difference = ({ difference: value }) => (value === undefined ? '' : signed(value));
const interval = ({ interval: ends }) => (ends === undefined ? '' : ends.map(signed).join(' to '));

function plainCells(row) {
  return [
    row.pictures ?? 'all',
    row.size,
    row.variant,
    row.parameters?.toLocaleString('en') ?? '',
    ...(row.cpuMicroseconds === undefined ? [] : [row.cpuMicroseconds.toFixed(0)]),
    row.seeds || '',
    degrees(row.mean),
    degrees(row.best25),
    degrees(row.worst25),
    degrees(row.along),
    degrees(row.across),
    difference(row),
    interval(row),
  ];
}

function groupedCells(row, count) {
  const groups = row.groups ?? Array.from({ length: count }, () => ({}));
  return [
    row.pictures ?? 'all',
    row.size,
    row.variant,
    row.seeds || '',
    degrees(row.mean),
    difference(row),
    interval(row),
    ...groups.flatMap((group) => [
      degrees(group.mean),
      group.interval === undefined ? '' : `${difference(group)} (${interval(group)})`,
    ]),
  ];
}
