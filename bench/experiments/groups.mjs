/** Pictures by what light they are under: groups that errors are told apart by. */
import { physicalCurve, projectOntoCurve } from 'deepawb/classical';
import { placeByLine } from 'deepawb/dataset';
import { OWN_SET } from './pictures.mjs';

const DAYLIGHT_KELVIN = 6504;

/**
 * By ranges of colour temperature, of the point of the camera's physical curve that is nearest to their label.
 * @param ends upper ends of the ranges in kelvin, rising, the last infinite
 */
export function groupsByKelvin(entries, xyzToCamera, ends) {
  const curve = physicalCurve([{ cctKelvin: DAYLIGHT_KELVIN, xyzToCamera }]);
  const kelvin = entries.map(({ whitePoint }) => projectOntoCurve(curve, whitePoint).cctKelvin);
  return ends.map((end, i) => {
    const from = i === 0 ? 0 : ends[i - 1];
    const of = [...kelvin.keys()].filter((index) => kelvin[index] >= from && kelvin[index] < end);
    return { name: nameOf(from, end), of };
  });
}

function nameOf(from, end, unit = 'K') {
  if (from === 0) return `below ${end} ${unit}`;
  return end === Number.POSITIVE_INFINITY ? `from ${from} ${unit}` : `${from} to ${end} ${unit}`;
}

/** By ranges of lux, where it is recorded. @param ends upper ends, rising, the last infinite */
export function groupsByLux(entries, ends) {
  return ends.map((end, i) => {
    const from = i === 0 ? 0 : ends[i - 1];
    const of = [...entries.keys()].filter((k) => entries[k].lux >= from && entries[k].lux < end);
    return { name: nameOf(from, end, 'lux'), of };
  });
}

/** Labels as far off the curve, on either side, count as beside it, in degrees. */
const BESIDE_DEGREES = 1;

/** Those whose label is near the curve of all labels, and those beside it. */
export function groupsByOffset(entries, curve) {
  const off = entries.map(({ whitePoint }) => Math.abs(placeByLine(curve, whitePoint).offDegrees));
  const where = (holds) => [...off.keys()].filter((index) => holds(off[index]));
  return [
    {
      name: `within ${BESIDE_DEGREES} degree of the curve`,
      of: where((degrees) => degrees < BESIDE_DEGREES),
    },
    { name: 'beside it', of: where((degrees) => degrees >= BESIDE_DEGREES) },
  ];
}

/** By the folders that pictures are of; those of labelled ones are not judged. */
export function groupsBySet(entries) {
  const setOf = ({ properties }) => properties.set;
  const names = [...new Set(entries.map(setOf))].filter((name) => name !== OWN_SET);
  return names.map((name) => ({
    name,
    of: [...entries.keys()].filter((index) => setOf(entries[index]) === name),
  }));
}
