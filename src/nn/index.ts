export { heNormal, type Initialisation, initialParameters } from './initialise.js';
export { consistencyLoss, LOSS_KINDS, type LossKind, miredLoss, whitePointLoss } from './losses.js';
export { Network, type NetworkOptions, type PassOptions } from './network.js';
export { Optimiser, type OptimiserSettings } from './optimiser.js';
export { learningRate, type Schedule } from './schedule.js';
export { evaluateTwin, type TwinOptions } from './twin/evaluate.js';
