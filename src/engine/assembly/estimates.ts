/** The kernels that estimates take: those of index.ts that nothing but training needs are not among them. */
export { cellEdges, cellMeans } from './cells';
export { correlateActivate } from './correlate';
export { depthwise } from './depthwise';
export { binary, copyChannels, softmax, unary } from './elementwise';
export { planesLogChroma, planesRendered, planesRgb } from './features';
export { averageRows } from './frame';
export { activatePool } from './inference';
export { quantiseInt16 } from './int16';
export { normAct } from './norm';
export { clear } from './optimise';
export { packForward } from './packing';
export { averagePool, maxPool, weightedPool } from './pool';
export { resizeBilinear } from './resize';
export { summariseCells } from './summary';
export { correlateInt16, correlateInt16Pool, correlatePool } from './window';
export { winogradInt16Pool } from './winograd-int16';

/** First byte that the kernels' own constants do not use. */
export function heapBase(): usize {
  return __heap_base;
}
