/** What is done about rare lights, by ranges of colour temperature: who gains, and who pays. */
const training = (settings) => ({ training: settings });

const VARIANTS = [
  { name: 'all alike' },
  { name: 'density weights', ...training({ densityExponent: 1 }) },
  { name: 'density weights, root', ...training({ densityExponent: 0.5 }) },
  { name: 'drawn by density weights', ...training({ resampleExponent: 1 }) },
  { name: 'drawn by their root', ...training({ resampleExponent: 0.5 }) },
  { name: 'six ranges of lights alike', ...training({ lossGroups: 6 }) },
  { name: 'relit towards others', ...training({ augmentation: { relightToward: 0.5 } }) },
];

export const IMBALANCE = {
  about: 'answers to imbalance',
  reference: 'all alike',
  camera: 'Canon EOS 550D',
  /** Upper ends of the ranges in kelvin: of lamps, of what is between, and of daylight and shade. */
  kelvin: [3500, 5000, Number.POSITIVE_INFINITY],
  blocks: [{ sizes: ['7k', '2k', '13k'], pictures: [null], variants: VARIANTS }],
};
