/**
 * A closed-form stand-in for the study of `studies/reference.yaml`: its space, its constraints, its thresholds, and in
 * place of training and measuring, formulas of the architecture. Written down once, before any optimiser was run on it,
 * and never changed to suit one. No noise; the trends are those of the field, the constants round numbers:
 *
 *   CPU time, ms   0.3 + for each convolution multiply-adds / (4e7 u) + bytes of its map / 8e6, u = the share of a core's
 *                  peak that a product of its shape reaches, q/(q + 16) c/(c + 8) with q = kernel^2 channels in, c out
 *   memory, MB     20 + weights + the largest of what a layer has at a time: its input, its output, and its patches as a
 *                  matrix, a quarter of the picture at once
 *   error, MSE     (3.5e-4 + width + pattern + aliasing + cells + head + excess) x rate x fall
 *     width        9e-4 (16 / (k1^0.2 k2^0.3 k3^0.5))^0.8: more kernels see more, late ones above all
 *     pattern      2.5e-4 ln(field / 90)^2: the receptive field in pixels of the full picture; neither specks nor scenes
 *     aliasing     2e-4 (stride / kernel)^2 for each convolution
 *     cells        2e-3 / sqrt(cells of the last map): what is averaged over
 *     head         5e-4 exp(-first hidden width / 60) + 3e-4 / last hidden width + 1e-4 |linear layers - 3|
 *     excess       2e-4 ln(1 + parameters / 5e5)^2: more weights than 1,700 pictures hold down
 *     rate         1 + 0.8 d^2 below, 1 + 3 d^2 above the best rate, and e^(4 (d - 0.9)) times that from d = 0.9 on, where
 *                  training falls apart; d in decades from 10^(-2.7 - 0.3 lg(parameters / 2e5))
 *     fall         1 + 0.1 (lg(final rate / rate) + 2)^2
 *
 * A map is never smaller than a cell and a layer never has less than a neuron, so that every point can be tried: what
 * optimisers do with points that fail is another question.
 */
import { BUILT_IN_SPACES } from 'deepawb/nas';

const { parameters, constraints } = BUILT_IN_SPACES.reference;

/** The space of the reference, without what a study fixes. */
export const SPACE = { parameters, constraints };

/** The reference's objective thresholds: mean squared error of (r, b), CPU ms, MB. */
export const THRESHOLDS = { error: 0.01, cpuMs: 10, memoryMb: 100 };

const PICTURE = { heightPx: 432, widthPx: 648 };
const BLOCKS = [1, 2, 3];

/** What a configuration's layers are: for each block kernel, stride, channels, maps; the widths of the hidden layers. */
function layersOf(configuration) {
  const scale = configuration.imageScale;
  let heightPx = Math.floor(PICTURE.heightPx / scale);
  let widthPx = Math.floor(PICTURE.widthPx / scale);
  let channelsIn = 3;
  const blocks = BLOCKS.map((i) => {
    const kernel = configuration[`kernelSize${i}`];
    const stride = configuration[`stride${i}`];
    const channels = configuration[`kernels${i}`];
    const padding = Math.floor((kernel - 1) / 2);
    const side = (px) => Math.max(1, Math.floor((px + 2 * padding - kernel) / stride) + 1);
    const block = { kernel, stride, channels, channelsIn, cellsIn: heightPx * widthPx };
    const height = side(heightPx);
    const width = side(widthPx);
    heightPx = Math.max(1, Math.floor(height / 2));
    widthPx = Math.max(1, Math.floor(width / 2));
    channelsIn = channels;
    return { ...block, cells: height * width, cellsOut: heightPx * widthPx };
  });
  return { blocks, hidden: hiddenWidths(configuration), last: heightPx * widthPx };
}

/** Widths that fall by the decay, T in all but for what is left over; those that would have none have one. */
function hiddenWidths({ hiddenNeurons, decay, mlpDepth }) {
  const parts = Array.from({ length: mlpDepth - 1 }, (_, i) => Math.exp(-decay * i));
  const sum = parts.reduce((a, b) => a + b, 0);
  return parts.map((part) => Math.max(1, Math.floor((hiddenNeurons * part) / sum)));
}

/** What can be computed of a network without running it, as studies do: parameters, operations, bytes of maps, layers. */
export function shapeCosts(configuration) {
  const { blocks, hidden } = layersOf(configuration);
  const widths = [blocks[2].channels, ...hidden, 2];
  const dense = widths.slice(1).reduce((sum, units, i) => sum + (widths[i] + 1) * units, 0);
  const multiplyAdds = blocks.reduce((sum, block) => sum + block.cells * weightsOf(block), dense);
  return {
    parameters: blocks.reduce((sum, block) => sum + weightsOf(block) + 2 * block.channels, dense),
    flops: 2 * multiplyAdds,
    activationBytes: 4 * blocks.reduce((sum, b) => sum + b.cells * b.channels, 0),
    operations: 14 + 2 * hidden.length,
  };
}

function weightsOf({ kernel, channelsIn, channels }) {
  return kernel ** 2 * channelsIn * channels;
}

function cpuMs({ blocks }) {
  return blocks.reduce((sum, block) => {
    const q = block.kernel ** 2 * block.channelsIn;
    const reached = (q / (q + 16)) * (block.channels / (block.channels + 8));
    return (
      sum +
      (block.cells * weightsOf(block)) / (4e7 * reached) +
      (4 * block.cells * block.channels) / 8e6
    );
  }, 0.3);
}

function memoryMb({ blocks }, weights) {
  const atOnce = blocks.map(
    ({ kernel, channels, channelsIn, cellsIn, cells }) =>
      4 * (cellsIn * channelsIn + cells * channels + (cells * kernel ** 2 * channelsIn) / 4),
  );
  return 20 + (4 * weights + Math.max(...atOnce)) / 1e6;
}

/** Receptive field of a cell of the last map, px of the full picture. */
function fieldPx({ blocks }, scale) {
  let field = 1;
  let step = 1;
  for (const { kernel, stride } of blocks) {
    field += (kernel - 1) * step;
    step *= stride;
    field += step;
    step *= 2;
  }
  return field * scale;
}

function error(configuration, layers, weights) {
  const { rate, finalRate, imageScale, mlpDepth } = configuration;
  const { blocks, hidden, last } = layers;
  const [k1, k2, k3] = blocks.map(({ channels }) => channels);
  const width = 9e-4 * (16 / (k1 ** 0.2 * k2 ** 0.3 * k3 ** 0.5)) ** 0.8;
  const pattern = 2.5e-4 * Math.log(fieldPx(layers, imageScale) / 90) ** 2;
  const aliasing = blocks.reduce((sum, b) => sum + 2e-4 * (b.stride / b.kernel) ** 2, 0);
  const cells = 2e-3 / Math.sqrt(last);
  const head =
    5e-4 * Math.exp(-hidden[0] / 60) + 3e-4 / hidden.at(-1) + 1e-4 * Math.abs(mlpDepth - 3);
  const excess = 2e-4 * Math.log1p(weights / 5e5) ** 2;
  const trained = 3.5e-4 + width + pattern + aliasing + cells + head + excess;
  const d = Math.log10(rate) - (-2.7 - 0.3 * Math.log10(weights / 2e5));
  const steep = 1 + (d < 0 ? 0.8 : 3) * d ** 2;
  const fall = 1 + 0.1 * (Math.log10(finalRate / rate) + 2) ** 2;
  return trained * steep * Math.exp(4 * Math.max(0, d - 0.9)) * fall;
}

/** Outcomes by name: `error`, `cpuMs`, `memoryMb`. */
export function evaluate(configuration) {
  const layers = layersOf(configuration);
  const { parameters: weights } = shapeCosts(configuration);
  return {
    error: error(configuration, layers, weights),
    cpuMs: cpuMs(layers),
    memoryMb: memoryMb(layers, weights),
  };
}
