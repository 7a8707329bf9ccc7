/**
 * Raspberry Pi's networks for `rpi.nn.awb` as their training program describes them (awb_nn's train.py and README, BSD-3-Clause,
 * Raspberry Pi Ltd), in our own operations and with weights at random, which cost what theirs do. Planes (log R/G, log lux, log
 * B/G), 3x3 convolutions without padding, each but the last pooled by two, ten classes of colour temperature, mixed by their squares.
 * 33,834 parameters for a Pi 5 (16, 32, 64 channels), 29,002 for older ones (32, 64). What differs from the files that they ship:
 * weights are float32 where theirs are bytes, and the quotient is a difference of logarithms.
 */
const CLASSES = 10;
const KELVIN = { least: 2800, most: 7600 };

/** @param channels of the convolutions */
export function raspberryPiArchitecture({ heightPx, widthPx, channels }) {
  const act = (id, from, kind, alpha, beta) => ({ id, op: 'activation', from, kind, alpha, beta });
  const slice = (id, start) => ({ id, op: 'slice', from: 'planes', start, end: start + 1 });
  const math = (id, kind, ...from) => ({ id, op: 'arithmetic', kind, from });
  const ratio = (name) => [
    { ...act(`${name}Log`, name, 'log') },
    math(`${name}Ratio`, 'subtract', `${name}Log`, 'greenLog'),
    act(`${name}Bound`, `${name}Ratio`, 'clamp', Math.log(0.01), 0),
    act(`${name}Plane`, `${name}Bound`, 'affine', 0.5, 0.5),
  ];
  const step = (KELVIN.most - KELVIN.least) / (CLASSES - 1);
  const temperatures = Array.from({ length: CLASSES }, (_, i) => KELVIN.least + i * step);
  const nodes = [
    { id: 'planes', op: 'features', planes: 'rgb' },
    slice('red', 0),
    slice('green', 1),
    slice('blue', 2),
    act('greenBound', 'green', 'clamp', 0.1, 1),
    act('greenLog', 'greenBound', 'log'),
    ...ratio('red'),
    ...ratio('blue'),
    act('luxLog', 'lux', 'log'),
    act('luxScaled', 'luxLog', 'affine', 0.1, 0),
    act('ones', 'green', 'affine', 0, 1),
    math('luxPlane', 'multiply', 'ones', 'luxScaled'),
    { id: 'stacked', op: 'concat', from: ['redPlane', 'luxPlane', 'bluePlane'] },
    act('bound', 'stacked', 'clamp', 0, 1),
  ];
  let from = 'bound';
  channels.forEach((count, i) => {
    const conv = { id: `conv${i}`, op: 'conv', from, kernel: 3, stride: 1, channels: count };
    nodes.push({ ...conv, bias: true, padding: 0 }, act(`relu${i}`, `conv${i}`, 'relu'));
    from = `relu${i}`;
    if (i === channels.length - 1) return;
    nodes.push({ id: `pool${i}`, op: 'maxPool', from, size: 2, stride: 2 });
    from = `pool${i}`;
  });
  const dense = (id, input, initialWeights) => ({
    ...{ id, op: 'dense', from: input, bias: false, units: 1, initialWeights },
  });
  nodes.push(
    { id: 'flat', op: 'flatten', from },
    { id: 'classes', op: 'dense', from: 'flat', units: CLASSES, bias: true },
    { id: 'shares', op: 'softmax', from: 'classes', axis: 'channels' },
    math('squares', 'multiply', 'shares', 'shares'),
    dense('weighted', 'squares', temperatures),
    dense(
      'total',
      'squares',
      temperatures.map(() => 1),
    ),
    math('kelvin', 'divide', 'weighted', 'total'),
  );
  return { input: { heightPx, widthPx, lux: true }, nodes, output: 'kelvin' };
}
