/** Pictures of which less is known than is: for variants that say so. */
import { createRng } from 'deepawb/random';

const GREY = [0.5, 0.5, 0.5, 1];

/**
 * @param pictures as preparePictures gives them
 * @param variant { known: undefined for all, 'half' of them, or those of 'training'; blind: whether all are one grey }
 * @param validation indices of those that are judged
 */
export function knownOf(pictures, { known, blind = false }, validation) {
  if (known === undefined && !blind) return pictures;
  const judged = new Set(validation);
  const isKnown = (index) => {
    if (known === 'half') return createRng('known').fork(index).uniform() < 0.5;
    return known === 'training' ? !judged.has(index) : true;
  };
  const changed = (set) => ({
    ...set,
    entries: set.entries.map((entry, index) => (isKnown(index) ? entry : without(entry))),
    ...(blind ? { pixels: set.pixels.map((_, i) => GREY[i % 4]) } : {}),
  });
  return { ...pictures, source: changed(pictures.source), input: changed(pictures.input) };
}

function without({ lux: _, ...entry }) {
  return entry;
}
