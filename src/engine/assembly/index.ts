/**
 * The kernels of deepawb: plain loops over linear memory, no allocation, no state. Tensors are padded NHWC float32;
 * the caller lays them out (src/engine/arena.ts) and passes addresses and byte strides.
 */
export { cellEdges, cellMeans } from './cells';
export { correlate, correlateActivate } from './correlate';
export { correlateWeights } from './correlate-weights';
export { depthwise, depthwiseInput, depthwiseWeights } from './depthwise';
export {
  binary,
  binaryGradient,
  copyChannels,
  softmax,
  softmaxGradient,
  sumPixels,
  unary,
  unaryGradient,
} from './elementwise';
export { normActCoded, poolExtremes } from './extremes';
export { planesLogChroma, planesRendered, planesRgb } from './features';
export { averageRows } from './frame';
export { activatePool } from './inference';
export { quantiseInt16 } from './int16';
export {
  channelMoments,
  normAct,
  normActExpand,
  normActPool,
  normActPoolExpand,
  normActPoolSums,
  normActSums,
} from './norm';
export { adam, addInto, clear, moveTowards, sumOfSquares } from './optimise';
export { packBackward, packForward, unpackForwardAdd } from './packing';
export {
  averagePool,
  averagePoolGradient,
  maxPool,
  maxPoolGradient,
  weightedPool,
  weightedPoolGradient,
} from './pool';
export { resizeBilinear, resizeBilinearGradient } from './resize';
export { summariseCells } from './summary';
export { correlateInt16, correlateInt16Pool, correlatePool } from './window';
export { edgeProducts, pooledWeights, rowProducts } from './window-products';
export {
  winogradInput,
  winogradInputGradientAdd,
  winogradOutput,
  winogradOutputGradient,
  winogradTransposed,
  winogradWeights,
  winogradWeightsGradientAdd,
} from './winograd';
export { winogradInt16Pool } from './winograd-int16';

/** First byte that the kernels' own constants do not use. */
export function heapBase(): usize {
  return __heap_base;
}
