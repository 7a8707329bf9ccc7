/** Answers restricted to a curve of lights, against free ones: with few training pictures, and with all at three sizes. */
const restricted = (curve, band) => ({ network: { curve, band } });

const VARIANTS = [
  { name: 'free' },
  { name: 'labels, band 0.03', ...restricted('labels', 0.03) },
  { name: 'on labels', ...restricted('labels', 0) },
  { name: 'physical, band 0.06', ...restricted('physical', 0.06) },
  { name: 'on physical', ...restricted('physical', 0) },
];

export const CURVE = {
  about: 'restricted to the CT curve',
  reference: 'free',
  camera: 'Canon EOS 550D',
  blocks: [
    { sizes: ['7k'], pictures: [100, 25, 50], variants: VARIANTS },
    { sizes: ['2k', '7k', '13k'], pictures: [null], variants: VARIANTS },
  ],
};
