/** Colour matrices and correlated colour temperatures alone: for programs that count every module they load. */
export { type ColourMatrix, multiplyMatrices } from '../ccm.js';
export { xyToCct } from '../correlated-colour-temperature.js';
