/** Pictures of which less is known than is: for variants that say so. */
import { createRng } from 'deepawb/random';

/** Values of a blind picture: whatever they are, they are no picture's. Of one grey batch normalisation would make anything. */
const LEAST = 0.1;
const MOST = 0.9;

/**
 * @param pictures as preparePictures gives them
 * @param variant { known: undefined for all, 'half' of them, or those of 'training'; blind: 'noise' where pixels are at random and say nothing }
 * @param validation indices of those that are judged
 */
export function knownOf(pictures, { known, blind }, validation) {
  if (known === undefined && blind === undefined) return pictures;
  const judged = new Set(validation);
  const isKnown = (index) => {
    if (known === 'half') return createRng('known').fork(index).uniform() < 0.5;
    return known === 'training' ? !judged.has(index) : true;
  };
  const changed = (set) => ({
    ...set,
    entries: set.entries.map((entry, index) => (isKnown(index) ? entry : without(entry))),
    ...(blind ? { pixels: noiseOf(set.pixels) } : {}),
  });
  return { ...pictures, source: changed(pictures.source), input: changed(pictures.input) };
}

/** Wholly visible pixels. */
function noiseOf(pixels) {
  const rng = createRng('blind');
  return pixels.map((_, i) => (i % 4 === 3 ? 1 : LEAST + (MOST - LEAST) * rng.uniform()));
}

function without({ lux: _, ...entry }) {
  return entry;
}
