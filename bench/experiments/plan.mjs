/** From a table to its trainings: one a variant, size, number of pictures, seed and fold, and the key by which a journal knows it. */
import { createHash } from 'node:crypto';
import { createRng } from 'deepawb/random';
import { changedNetwork, changedTraining, makeFolds, ZONE_TRAIN_SETTINGS } from 'deepawb/train';
import { OWN_SET } from './pictures.mjs';
import { SIZES } from './sizes.mjs';

/** Pictures of a kind for which a network is trained. */
const FEWEST_OF_A_KIND = 30;

/**
 * Seeds before variants, so that whatever has been run of a table is a whole table of fewer seeds.
 * @param plan { seeds: number[], folds, epochs, leastSteps: that a training has where epochs of few pictures are short,
 *   sizes: names or null for the table's own; so numbers of pictures and names of variants, where they are given }
 */
export function trialsOf(table, entries, dataHash, plan) {
  const folds = foldsOf(table, entries, plan);
  return plan.seeds.flatMap((seed) =>
    table.blocks.flatMap((block) =>
      cells(block, plan).flatMap(({ size, pictures, variant }) =>
        partsOf(folds, variant.kinds, entries).map(({ fold, index, kind }) => {
          const training = chosen(fold.train, pictures, seed);
          const hidden = variant.training?.unlabelled
            ? { unlabelled: fold.unlabelled ?? without(fold.train, training) }
            : {};
          const recipe = recipeOf(size, variant, training.length, seed, plan);
          const identity = {
            ...recipe,
            dataHash,
            folds: plan.folds,
            fold: index,
            pictures,
            ...(kind === undefined ? {} : { kind }),
            ...(table.foldBy === undefined ? {} : { foldBy: table.foldBy }),
            ...givenOf(variant),
          };
          return {
            key: createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 16),
            row: { size, pictures, variant: variant.name },
            seed,
            fold: index,
            ...recipe,
            given: givenOf(variant),
            training,
            ...hidden,
            validation: Array.from(fold.validation),
          };
        }),
      ),
    ),
  );
}

/** What of the pictures a variant is given or told; nothing where that is all, and none of their kinds. */
function givenOf({ known, blind, told }) {
  return {
    ...(told === undefined ? {} : { told }),
    ...(known === undefined ? {} : { known }),
    ...(blind === undefined ? {} : { blind }),
  };
}

/** The folds; for models of kinds of scenes each once a kind, with the pictures of that kind alone in training and judgement. */
function partsOf(folds, property, entries) {
  if (property === undefined) return folds.map((fold, index) => ({ fold, index }));
  const { kinds, kindOf } = kindsOf(property, entries);
  return folds.flatMap((fold, index) =>
    kinds.map((kind) => {
      const own = (indices) => Array.from(indices).filter((one) => kindOf(one) === kind);
      const part = { train: own(fold.train), validation: own(fold.validation) };
      return { fold: part, index, kind: `${property} ${kind}` };
    }),
  );
}

/** Values of a property, and that of each picture; rare ones are counted as the most frequent. */
function kindsOf(property, entries) {
  const values = entries.map(({ properties }) => properties[property] ?? '');
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const [[frequent]] = [...counts].sort(([, a], [, b]) => b - a);
  const isRare = (value) => counts.get(value) < FEWEST_OF_A_KIND;
  const kinds = [...counts.keys()].filter((value) => value === frequent || !isRare(value)).sort();
  return { kinds, kindOf: (index) => (isRare(values[index]) ? frequent : values[index]) };
}

function cells(block, asked) {
  const of = (kind, nameOf = (value) => value) =>
    block[kind].filter((value) => asked[kind]?.includes(nameOf(value)) ?? true);
  return of('sizes').flatMap((size) =>
    of('pictures').flatMap((pictures) =>
      of('variants', ({ name }) => name).map((variant) => ({ size, pictures, variant })),
    ),
  );
}

/** The same pictures for every variant: those that a shuffle of the seed puts first. */
function chosen(indices, pictures, seed) {
  const all = Array.from(indices);
  return pictures === null ? all : createRng(seed).fork('pictures').shuffle(all).slice(0, pictures);
}

/** One, where other sets' pictures are judged, which are hidden in training; else as many as the plan has. */
function foldsOf({ foldBy }, entries, plan) {
  const indices = [...entries.keys()];
  const isOwn = (index) => entries[index].properties.set === OWN_SET;
  if (!indices.some(isOwn)) {
    return makeFolds(entries, { kind: foldBy ?? 'runs', folds: plan.folds });
  }
  const others = indices.filter((index) => !isOwn(index));
  return [{ train: indices.filter(isOwn), validation: others, unlabelled: others }];
}

/** Those of a fold whose labels are hidden. */
function without(indices, training) {
  const labelled = new Set(training);
  return Array.from(indices).filter((index) => !labelled.has(index));
}

/** `longer`: times as many steps as the others have. */
function recipeOf(size, { longer = 1, ...variant }, count, seed, { epochs, leastSteps }) {
  const { network = {}, training = {} } = variant;
  const steps = Math.max(1, Math.floor(count / ZONE_TRAIN_SETTINGS.batch));
  const settings = changedTraining(ZONE_TRAIN_SETTINGS, training, place('training'));
  return {
    network: changedNetwork(
      SIZES[size],
      typeof network === 'function' ? network(SIZES[size]) : network,
      place('network'),
    ),
    settings: {
      ...settings,
      epochs: longer * Math.max(epochs, Math.ceil(leastSteps / steps)),
      seed,
      threads: 1,
    },
  };
}

const place = (path) => ({ file: 'bench/experiments', path });
