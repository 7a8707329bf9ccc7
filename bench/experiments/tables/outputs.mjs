/** What is regressed, crossed with what is minimised: the weighted squared error of just that, the angle, its chord. */
const SQUARED = { logChroma: 'mseLog', whitePoint: 'mse', gains: 'mseGains', angles: 'mseAngles' };
const NAMES = {
  logChroma: 'log r, log b',
  whitePoint: 'r, b',
  gains: '1/r, 1/b',
  angles: 'angles',
};

const VARIANTS = Object.entries(SQUARED).flatMap(([regressed, squared]) => [
  variant(regressed, 'chord', 'chord', 0),
  variant(regressed, 'angle', 'angle', 0),
  variant(regressed, 'weighted squares', squared, 1),
]);

function variant(regressed, words, loss, densityExponent) {
  return {
    name: `${NAMES[regressed]}; ${words}`,
    network: { regressed },
    training: { loss, densityExponent },
  };
}

export const OUTPUTS = {
  about: 'what is regressed, and the loss',
  reference: VARIANTS[0].name,
  blocks: [{ sizes: ['2k', '7k', '13k'], pictures: [null], variants: VARIANTS }],
};
