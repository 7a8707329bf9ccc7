/** Pictures by ranges of colour temperature, of the point of the camera's physical curve that is nearest to their label. */
import { physicalCurve, projectOntoCurve } from 'deepawb/classical';

const DAYLIGHT_KELVIN = 6504;

/** @param ends upper ends of the ranges in kelvin, rising, the last infinite */
export function groupsByKelvin(entries, xyzToCamera, ends) {
  const curve = physicalCurve([{ cctKelvin: DAYLIGHT_KELVIN, xyzToCamera }]);
  const kelvin = entries.map(({ whitePoint }) => projectOntoCurve(curve, whitePoint).cctKelvin);
  return ends.map((end, i) => {
    const from = i === 0 ? 0 : ends[i - 1];
    const of = [...kelvin.keys()].filter((index) => kelvin[index] >= from && kelvin[index] < end);
    return { name: nameOf(from, end), of };
  });
}

function nameOf(from, end) {
  if (from === 0) return `below ${end} K`;
  return end === Number.POSITIVE_INFINITY ? `from ${from} K` : `${from} to ${end} K`;
}
