/** What the inference benchmark says. */
import { C_FLAGS } from './sides.mjs';
import { show } from './spread.mjs';

export function print(result) {
  const { cpu, node, compiler, opponents, rounds, networks } = result;
  const { onnxruntime, onnxruntimeBy, litert } = opponents;
  console.log(`${cpu}, Node ${node}, ${compiler ?? 'no C compiler'}; ONNX Runtime ${onnxruntime ? `${onnxruntime} (${onnxruntimeBy})` : 'absent'}, LiteRT ${litert ?? 'absent'}
CPU ms of one core for an estimate by the network alone, median (minimum to maximum) of ${rounds} rounds in turn; ratio: to
ONNX Runtime with one thread, median of the rounds. C: cc ${C_FLAGS.join(' ')}. Load average ${result.load.toFixed(1)}.`);
  for (const network of networks) printNetwork(network);
  printTable(networks);
  printFrame(result);
  printApart(result.apart);
  for (const cost of result.integers ?? []) printCost(cost);
}

function printNetwork({ name, parameters, flops, sides, targets, int16Shift }) {
  const size = `${parameters.toLocaleString('en')} parameters, ${(flops / 1e6).toPrecision(3)} MFLOP`;
  console.log(`\n${name}: ${size}`);
  for (const [engine, side] of Object.entries(sides)) {
    const { cpuMs, coldCpuMs, peakMb, ratio } = side;
    const times = ratio ? `${ratio.median.toFixed(2)} x   ` : '';
    const memory = `first call ${coldCpuMs.toFixed(1)} ms, peak ${peakMb.toFixed(0)} MB`;
    console.log(`  ${engine.padEnd(22)}${show(cpuMs).padEnd(32)}${times}${memory}`);
  }
  const shift = (100 * int16Shift).toPrecision(2);
  console.log(`  int16 moves r and b by ${shift} % at most, pictures at random`);
  for (const { what, limit, engine, ratio } of targets) {
    console.log(
      `  ${what} at most ${limit} x: ${met(ratio <= limit)} (${ratio.toFixed(2)}, ${engine})`,
    );
  }
}

/** Ratios to ONNX Runtime, a row for each side. */
function printTable(networks) {
  const engines = Object.keys(networks[0].sides);
  if (!networks[0].sides.onnxruntime) return;
  console.log('\nratio to ONNX Runtime');
  const cells = (values) => values.map((value) => value.padStart(10)).join('');
  console.log(`  ${''.padEnd(22)}${cells(networks.map(({ name }) => name.split(' ')[0]))}`);
  for (const engine of engines) {
    const ratios = networks.map(({ sides }) => sides[engine]?.ratio.median.toFixed(2) ?? '-');
    console.log(`  ${engine.padEnd(22)}${cells(ratios)}`);
  }
}

function printFrame({ networks, frame }) {
  console.log('\nshipped model, decoded 648x432 frame to gains (averaging and network), WASM');
  for (const [engine, { cpuMs }] of Object.entries(frame))
    console.log(`  ${engine.padEnd(22)}${show(cpuMs)}`);
  const network = networks[0].sides['wasm float32'].cpuMs.median;
  const whole = frame['wasm float32'].cpuMs.median;
  console.log(
    `  target: network at most 1 ms: ${met(network <= 1)}; frame at most 3 ms: ${met(whole <= 3)}`,
  );
}

function printApart(apart) {
  const { nodeStartCpuMs, pngDecodeCpuMs, pngDecodeColdCpuMs, predictCpuMs, predictPeakMb } = apart;
  console.log(`
counted apart, CPU ms
  Node's start    ${show(nodeStartCpuMs)}
  PNG decoding    ${show(pngDecodeCpuMs)}; the first one ${pngDecodeColdCpuMs.toFixed(1)}
  whole predict   ${show(predictCpuMs)}: Node, modules, decoding, cold estimate
  its peak memory ${show(predictPeakMb)} MB; target under 64: ${met(predictPeakMb.median < 64)}`);
}

function printCost({ arithmetic, part, pictures, moved, errors }) {
  const degrees = (value) => value.toFixed(4);
  console.log(
    `\n${arithmetic} moves the shipped model's estimates by ${degrees(moved.mean)} degrees in the mean, ${degrees(moved.max)} at most, over ` +
      `${pictures} pictures (${part});\nmean error ${degrees(errors.float32)} in float32, ${degrees(errors.integers)} in ${arithmetic}.`,
  );
}

function met(isMet) {
  return isMet ? 'met' : 'MISSED';
}
