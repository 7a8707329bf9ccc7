#!/usr/bin/env node
import { writeFileSync } from 'node:fs';
/**
 * `npm run bench:filter`: sequences of estimates through every kind of AwbFilter and through libcamera's filter, which is
 * written out here. One row a sequence: frames until nine tenths of a change are made, the error to the light that the
 * scene really has, and the ripple, which is the largest angle between any two answers from the tenth frame of the
 * disturbance on. Nothing is measured in time, so the figures are the same on every machine.
 * Options: --sweep tries other values of every constant (filter-sweep.mjs); --json; --charts FOLDER writes filter-*.svg there; --settings JSON tries other constants of the adaptive one.
 */
import { recoveryErrorDegrees } from '../dist/color/index.js';
import { AwbFilter } from '../dist/infer/index.js';
import { overTimeOption, renderChartSvg, standaloneSvg } from '../dist/report/index.js';
import { DAYLIGHT, SEQUENCES } from './filter-sequences.mjs';
import { parseArgs } from './options.mjs';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean' },
    sweep: { type: 'boolean' },
    charts: { type: 'string' },
    settings: { type: 'string', default: '{}' },
  },
});
const settings = JSON.parse(values.settings);
if (values.sweep) {
  const { sweep } = await import('./filter-sweep.mjs');
  for (const row of sweep()) {
    if (row.value === '') console.log(Object.keys(row).join(' | '));
    console.log(Object.values(row).join(' | '));
  }
  process.exit(0);
}

/** libcamera's rpi.awb: the first ten frames as they come, then a twentieth of the way in each gain. */
function libcameraFilter() {
  let frames = 0;
  let [red, blue] = [0, 0];
  return ({ whitePoint: { r, b } }) => {
    const speed = frames++ < 10 ? 1 : 0.05;
    red = speed / r + (1 - speed) * red;
    blue = speed / b + (1 - speed) * blue;
    return { r: 1 / red, b: 1 / blue };
  };
}

const through = (options) => () => {
  const filter = new AwbFilter(options);
  return (estimate) => filter.update(estimate).whitePoint;
};
const FILTERS = {
  adaptive: through({ kind: 'adaptive', settings }),
  exponential: through({ kind: 'exponential' }),
  libcamera: libcameraFilter,
};

function measure({ estimates, lights, from, to }, createFilter) {
  const update = createFilter();
  const answers = estimates.map((estimate) => update(estimate));
  const disturbed = answers.slice(from);
  const result = {
    ripple: widestDegrees(disturbed.slice(9)),
    error: meanOf(disturbed.map((answer, i) => recoveryErrorDegrees(answer, lights[from + i]))),
    framesTo90: null,
    answers,
  };
  if (to !== undefined) {
    const whole = recoveryErrorDegrees(lights[from - 1], to);
    const reached = disturbed.findIndex((answer) => recoveryErrorDegrees(answer, to) <= whole / 10);
    result.framesTo90 = reached < 0 ? Number.POSITIVE_INFINITY : reached + 1;
  }
  return result;
}

function widestDegrees(answers) {
  let widest = 0;
  for (const one of answers) {
    for (const other of answers) widest = Math.max(widest, recoveryErrorDegrees(one, other));
  }
  return widest;
}

function meanOf(numbers) {
  return numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
}

const rows = SEQUENCES.map((sequence) => ({
  name: sequence.name,
  hasRipple: sequence.hasRipple,
  chart: sequence.chart,
  sequence,
  results: Object.fromEntries(
    Object.entries(FILTERS).map(([name, create]) => [name, measure(sequence, create)]),
  ),
}));

if (values.json) {
  const plain = rows.map(({ name, results }) => [
    name,
    Object.fromEntries(
      Object.entries(results).map(([filter, { answers, ...figures }]) => [filter, figures]),
    ),
  ]);
  console.log(JSON.stringify(Object.fromEntries(plain)));
} else {
  printTable();
}
if (values.charts !== undefined) await writeCharts(values.charts);

function printTable() {
  const names = Object.keys(FILTERS);
  const header = ['sequence', ...names.map((n) => `${n}, frames to 90 %`)];
  header.push(...names.map((n) => `${n}, ripple`), ...names.map((n) => `${n}, error`));
  const lines = rows.map(({ name, hasRipple, results }) => [
    name,
    ...names.map((n) => framesText(results[n].framesTo90)),
    ...names.map((n) => (hasRipple ? results[n].ripple.toFixed(2) : '')),
    ...names.map((n) => results[n].error.toFixed(2)),
  ]);
  for (const [i, line] of [header, ...lines].entries()) {
    console.log(`| ${line.join(' | ')} |`);
    if (i === 0) console.log(`|${line.map((_, column) => (column ? '--:' : '---')).join('|')}|`);
  }
  console.log('\nRipple and error in degrees; libcamera is its filter, written out in this bench.');
}

function framesText(frames) {
  if (frames === null) return '';
  return Number.isFinite(frames) ? String(frames) : 'never';
}

async function writeCharts(folder) {
  for (const { chart, sequence, results } of rows) {
    if (chart === undefined) continue;
    const degrees = (lights) => lights.map((light) => recoveryErrorDegrees(light, DAYLIGHT));
    const lines = [
      {
        name: 'estimates',
        values: degrees(sequence.estimates.map((e) => e.whitePoint)),
        isInput: true,
      },
      { name: 'adaptive', values: degrees(results.adaptive.answers) },
      { name: 'exponential, as libcamera', values: degrees(results.libcamera.answers) },
    ];
    const option = overTimeOption(lines, 'degrees from the first light');
    const size = { widthPx: 640, heightPx: 260 };
    const svg = standaloneSvg(await renderChartSvg(option, size), size);
    const titled = svg.replace(/^(<svg[^>]*>)/, `$1<title>${sequence.name}</title>`);
    writeFileSync(`${folder}/filter-${chart}.svg`, titled);
  }
}
