/** Convolutions in integers as C: weights in panels of 16 output channels, maps as codes (runtime/integer). */
import { type ConvolutionStage, convolutionPadding, type Shape } from '../../model/index.js';
import type { ByteSteps } from '../integer/byte-steps.js';
import { type CodeMap, codeLine } from '../integer/integer-plan.js';
import { roundedWeights } from '../integer/rounded-weights.js';
import { constantArray, floatArray, floatLiteral } from './literals.js';
import type { Lowered, LoweringContext } from './lowered-stage.js';

const PANEL = 16;
/** Bytes of a map that are multiplied at a time. */
const STEP_BYTES = 4;

/** Throws RangeError for numbers that are not finite. */
export function lowerIntegers(
  stage: ConvolutionStage,
  map: CodeMap,
  context: LoweringContext,
): Lowered {
  const { name, shape, values, codes } = context;
  const { node } = stage;
  const input = shape(node.from);
  const from = stage.inputs[0]!;
  const weights = layerConstants(stage, map, context);
  const target = targetOf(stage, context);
  const isMade = context.integers.output(from) === null;
  const at = isMade ? context.scratch : codes(from);
  const skipped =
    (map.border - convolutionPadding(node)) * (codeLine(input, map) + input.channels * map.bytes);
  const x = `(const uint8_t *)(${at})${skipped > 0 ? ` + ${skipped}` : ''}`;
  const made = isMade
    ? quantised(map, { name, input, from: values(from), to: `(uint8_t *)(${at})` })
    : NOTHING;
  const isBytes = map.bytes === 1;
  const call = isBytes
    ? `convolve_int8(&${name}, ${x}, &${name}_target);`
    : `convolve_int16(&${name}, ${x}, step, &${name}_target);`;
  return {
    constants: [...weights.constants, ...made.constants, ...target.constants],
    constantBytes: weights.constantBytes,
    functions: [...made.functions, isBytes ? 'convolve_int8' : 'convolve_int16'],
    calls: [...made.calls, ...target.calls, call],
    panelsFloats: 0,
  };
}

type Part = Pick<Lowered, 'constants' | 'functions' | 'calls'>;
const NOTHING: Part = { constants: [], functions: [], calls: [] };

/** Calls that make codes of a map of floats. */
function quantised(
  map: CodeMap,
  { name, input, from, to }: { name: string; input: Shape; from: string; to: string },
): Part {
  const constants = [codeMap(`${name}_map`, input, map)];
  if (map.steps === null) {
    const calls = [`quantise_int16(&${name}_map, ${from}, ${to}, &step);`];
    return { constants, functions: ['quantise_int16'], calls };
  }
  constants.push(byteCodes(`${name}_codes`, map.steps));
  const calls = [`quantise_int8(&${name}_map, ${from}, &${name}_codes, ${to});`];
  return { constants, functions: ['quantise_int8'], calls };
}

/** Where a convolution puts its result; a map of codes is given its border before. */
function targetOf(
  stage: ConvolutionStage,
  { name, shape, values, codes, integers }: LoweringContext,
): Part {
  const map = integers.output(stage.id);
  const struct = `static const struct code_target ${name}_target`;
  if (!map?.steps) {
    return { ...NOTHING, constants: [`${struct} = {${values(stage.id)}, NULL, 0, NULL};`] };
  }
  const output = shape(stage.id);
  const line = codeLine(output, map);
  const first = map.border * (line + output.channels);
  const at = `(uint8_t *)(${codes(stage.id)})`;
  return {
    functions: [],
    constants: [
      codeMap(`${name}_result`, output, map),
      byteCodes(`${name}_result_codes`, map.steps),
      `${struct} = {NULL, ${at} + ${first}, ${line}, &${name}_result_codes};`,
    ],
    calls: [`clear_border(&${name}_result, 1, (${map.steps.zero} - CODE_SHIFT) & 255, ${at});`],
  };
}

function codeMap(
  name: string,
  { heightPx, widthPx, channels }: Shape,
  { border }: CodeMap,
): string {
  return `static const struct code_map ${name} = {${heightPx}, ${widthPx}, ${channels}, ${border}};`;
}

function byteCodes(name: string, { inverse, low, high, zero }: ByteSteps): string {
  const ends = [inverse, low, high].map(floatLiteral).join(', ');
  return `static const struct byte_codes ${name} = {${ends}, ${zero}};`;
}

/** Weights and the layer that points to them; the order of fields is that of `struct code_convolution`. */
function layerConstants(
  stage: ConvolutionStage,
  map: CodeMap,
  { name, shape }: LoweringContext,
): Pick<Lowered, 'constants' | 'constantBytes'> {
  const { node, weights, bias, slope, pool } = stage;
  const input = shape(node.from);
  const output = shape(node.id);
  const channels = bias.length;
  const { codes, scales } = roundedWeights(weights, channels, map);
  const panels = packPanels(codes, {
    kernel: node.kernel,
    run: node.kernel * input.channels,
    channels,
    bytes: map.bytes,
  });
  const line = codeLine(input, map);
  const fields = [
    `${node.kernel}, ${stepsOf(node.kernel * input.channels, map.bytes)}`,
    `${line * node.stride}, ${input.channels * map.bytes * node.stride}, ${line}`,
    `${output.heightPx}, ${output.widthPx}, ${channels}, ${pool ? 1 : 0}`,
    floatLiteral(slope),
    `${map.steps?.zero ?? 0}`,
    `${name}_weights, ${map.steps ? `${name}_totals` : 'NULL'}, ${name}_scales, ${name}_bias`,
  ];
  const totals = map.steps ? totalsOf(codes, channels) : [];
  return {
    constants: [
      constantArray(
        map.bytes === 1 ? 'int8_t' : 'int16_t',
        `${name}_weights`,
        Array.from(panels, String),
        'ALIGNED',
      ),
      ...(map.steps ? [constantArray('int32_t', `${name}_totals`, totals.map(String))] : []),
      floatArray(`${name}_scales`, padded(scales)),
      floatArray(`${name}_bias`, padded(bias)),
      `static const struct code_convolution ${name} = {${fields.join(', ')}};`,
    ],
    constantBytes: panels.length * map.bytes + 4 * (totals.length + 2 * padded(bias).length),
  };
}

function stepsOf(run: number, bytes: number): number {
  return Math.ceil((run * bytes) / STEP_BYTES);
}

/** [row of the kernel][run][channel] to [panel of 16][row][step][16][4 bytes]; what there is not has weights of 0. */
function packPanels(
  codes: ArrayLike<number>,
  {
    kernel,
    run,
    channels,
    bytes,
  }: { kernel: number; run: number; channels: number; bytes: number },
): number[] {
  const perStep = STEP_BYTES / bytes;
  const steps = stepsOf(run, bytes);
  const panels = Math.ceil(channels / PANEL);
  const packed = new Array<number>(panels * kernel * steps * PANEL * perStep).fill(0);
  for (let i = 0; i < codes.length; i++) {
    const c = i % channels;
    const tap = Math.floor(i / channels);
    const row = Math.floor(tap / run);
    const place = tap % run;
    const panel = Math.floor(c / PANEL) * kernel + row;
    const step = panel * steps + Math.floor(place / perStep);
    packed[(step * PANEL + (c % PANEL)) * perStep + (place % perStep)] = codes[i]!;
  }
  return packed;
}

/** Sums of the weights of each channel, for the codes' zero. */
function totalsOf(codes: ArrayLike<number>, channels: number): number[] {
  const totals = new Array<number>(Math.ceil(channels / PANEL) * PANEL).fill(0);
  for (let i = 0; i < codes.length; i++) totals[i % channels]! += codes[i]!;
  return totals;
}

function padded(values: Float32Array): Float32Array {
  const result = new Float32Array(Math.ceil(values.length / PANEL) * PANEL);
  result.set(values);
  return result;
}
