/** Values of properties in words, where files have numbers for them. */
const WORDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  // SimpleCube++: whether one light, or several, fell on the calibration object.
  single_illuminant: { 0: 'several lights', 1: 'one light' },
};

/** As tables show it: `one light` for the value 1 of `single_illuminant`. */
export function valueWords(property: string, value: string): string {
  const words = WORDS[property];
  return words !== undefined && Object.hasOwn(words, value) ? words[value]! : value;
}
