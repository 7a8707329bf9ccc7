export { importWeights, type WeightsChoice } from './weights-file.js';
