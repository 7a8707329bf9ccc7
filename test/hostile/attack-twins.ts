/**
 * Inputs of the kinds that an attack was made with, made here: names of files as they would stand in a folder, with what each
 * holds. Another value of a kind is a line.
 */
import { DEFAULT_AWB_PARAMETERS, writeTuningFile } from '../../dist/classical/index.js';
import { encodeModel, type ModelMetadata } from '../../dist/model/index.js';
import { tinyModel } from '../cli/tiny-model.js';
import { describeStudy } from '../nas/fake-study.js';

export type Twins = Readonly<Record<string, string | Uint8Array>>;

const INJECTED = '1 */\nint injected(void) { return 1; }\n/*';
const DEEP = 10_000;

function modelOf(metadata: object): Uint8Array {
  return encodeModel(tinyModel(metadata as Partial<ModelMetadata>));
}

/** Metadata of which a program would write, print or compute something. */
const MODELS: Twins = {
  'seed-of-code.awb': modelOf({ seed: INJECTED }),
  'seed-of-half.awb': modelOf({ seed: 0.5 }),
  'seed-below-zero.awb': modelOf({ seed: -1 }),
  'seed-beyond-2-53.awb': modelOf({ seed: 2 ** 53 }),
  'seed-in-a-list.awb': modelOf({ seed: [1] }),
  'pictures-of-code.awb': modelOf({ data: { name: 'd', hash: 'h', pictures: INJECTED } }),
  'no-data.awb': modelOf({ data: null }),
  'levels-turned.awb': modelOf({ blackLevel: 1000, whiteLevel: 10 }),
  'name-of-escapes.awb': modelOf({ name: 'a\u001b[31mr\u001b]0;pwn\u0007' }),
  'name-right-to-left.awb': modelOf({ name: '\u202etxt.exe\u2066' }),
  'name-of-half-a-pair.awb': modelOf({ name: '\ud800x\udfff' }),
  'name-of-4000.awb': modelOf({ name: 'n'.repeat(4000) }),
  'name-of-nothing.awb': modelOf({ name: '' }),
  'name-of-dots.awb': modelOf({ name: '../../../x' }),
  'licence-of-code.awb': modelOf({ licence: `${INJECTED}\n??/\n*/`, attribution: '</script>`x`' }),
  'settings-deep.awb': modelOf({ settings: { deep: JSON.parse(nested(500)) } }),
  'settings-proto.awb': modelOf({ settings: JSON.parse('{"__proto__": {"seed": 1}}') }),
};

function nested(depth: number): string {
  return '['.repeat(depth) + ']'.repeat(depth);
}

type Settings = Record<string, unknown>;

function tuningOf(changes: Settings): string {
  const file = writeTuningFile(DEFAULT_AWB_PARAMETERS) as {
    algorithms: [{ 'rpi.awb': Settings }];
  };
  const [{ 'rpi.awb': awb }] = file.algorithms;
  return JSON.stringify({ ...file, algorithms: [{ 'rpi.awb': { ...awb, ...changes } }] });
}

const TUNINGS: Twins = {
  'transverse-wide.json': tuningOf({ transverse_pos: 10.65 }),
  'transverse-negative-side.json': tuningOf({ transverse_neg: 42 }),
  'transverse-huge.json': tuningOf({ transverse_pos: 1e300 }),
  'sensitivity-huge.json': tuningOf({ sensitivity_r: 1e308, sensitivity_b: 1e308 }),
  'sensitivity-tiny.json': tuningOf({ sensitivity_r: 5e-308 }),
  'whitepoint-huge.json': tuningOf({ whitepoint_r: -1e9, whitepoint_b: 1e300 }),
  'curve-of-huge.json': tuningOf({ ct_curve: [2500, 1, 9e15, 8000, 0.3, 1] }),
  'curve-of-tiny.json': tuningOf({ ct_curve: [2500, 1e-300, 1, 8000, 1, 1e-300] }),
  'curve-of-zero.json': tuningOf({ ct_curve: [2500, -0, 1, 8000, 1, 1] }),
  'curve-within-nothing.json': tuningOf({ ct_curve: [2500, 1, 1, 2500.0000001, 1, 1] }),
  'step-of-1e-7.json': tuningOf({ coarse_step: 1e-7 }),
  'step-of-1e-300.json': tuningOf({ coarse_step: 1e-300 }),
  'mode-from-nothing.json': tuningOf({ modes: { auto: { lo: 1e-320, hi: 8000 } } }),
  'mode-to-1e300.json': tuningOf({ modes: { auto: { lo: 2500, hi: 1e300 } } }),
  'mode-named-proto.json': tuningOf({ modes: JSON.parse('{"__proto__": {"lo": 1, "hi": 2}}') }),
  'no-modes.json': tuningOf({ modes: {} }),
  'nested.json': `{"rpi.awb": ${nested(DEEP)}}`,
  'list-of-2000.json': tuningOf({ ct_curve: new Array(6000).fill(1) }),
};

/** Right lines of a journal, then one that is not. */
function journalOf(...lines: (object | string)[]): string {
  const created = {
    event: 'created',
    at: '2026-01-02T03:04:05.678Z',
    description: describeStudy(),
    dataHash: 'h',
    device: 'here',
  };
  return [{ journal: 'deepawb-study', version: 2 }, created, ...lines]
    .map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`)
    .join('');
}

const suggested = (configuration: unknown, more: object = {}) => ({
  event: 'suggested',
  trial: 0,
  configuration,
  seconds: 1,
  ...more,
});
const COSTS = { cpuMs: 1, memoryMb: 1, parameters: 1, flops: 1 };

const JOURNALS: Twins = {
  'depth-of-1e9.jsonl': journalOf(suggested({ depth: 1e9 })),
  'depth-of-2-31.jsonl': journalOf(suggested({ depth: 2 ** 31 - 1 })),
  'depth-as-text.jsonl': journalOf(suggested({ depth: '1e9' })),
  'configuration-of-nothing.jsonl': journalOf(suggested({})),
  'configuration-of-null.jsonl': journalOf(suggested(null)),
  'configuration-of-proto.jsonl': journalOf(
    '{"event":"suggested","trial":0,"seconds":1,"configuration":{"__proto__":{"depth":1}}}',
  ),
  'trial-of-1e9.jsonl': journalOf(suggested({}, { trial: 1e9 })),
  'trial-below-zero.jsonl': journalOf(suggested({}, { trial: -1 })),
  'costs-of-null.jsonl': journalOf({ event: 'calibrated', configuration: {}, costs: null }),
  'costs-of-infinity.jsonl': journalOf(
    `{"event":"measured","trial":0,"costs":${JSON.stringify(COSTS).replace('1', '1e999')}}`,
  ),
  'error-of-text.jsonl': journalOf({ event: 'repeated', trial: 0, seed: 1, error: 'abc' }),
  'curve-of-null.jsonl': journalOf({ event: 'completed', trial: 0, curve: null }),
  'finalists-of-nobody.jsonl': journalOf({ event: 'finalists', round: 0, trials: [7] }),
  'event-unknown.jsonl': journalOf({ event: 'constructor' }),
  'event-of-half-a-pair.jsonl': journalOf({ event: '\ud800' }),
  'event-deep.jsonl': journalOf(`{"event":${nested(DEEP)}}`),
  'no-description.jsonl': '{"journal":"deepawb-study","version":2}\n{"event":"created"}\n',
  'line-of-nothing.jsonl': journalOf('null'),
  'extended-to-1e9.jsonl': journalOf({ event: 'extended', trials: 1e9, at: 'now' }),
};

const SMALL = 'name: s\ndata: { path: d }\n';

const YAML: Twins = {
  'merge-of-text.yaml': `${SMALL}<<: text\n`,
  'merge-of-a-list.yaml': `${SMALL}<<: [1, 2]\n`,
  'alias-of-nobody.yaml': `${SMALL}trials: *nobody\n`,
  'alias-of-itself.yaml': `a: &a [*a]\n${SMALL}`,
  'alias-bomb.yaml': ['a: &a [x, x]', ...'bcdefghij'].reduce(
    (text, name, i, all) =>
      i === 0
        ? `${name}\n`
        : `${text}${name}: &${name} [${new Array(9).fill(`*${i === 1 ? 'a' : all[i - 1]}`).join(', ')}]\n`,
    '',
  ),
  'key-of-a-list.yaml': `${SMALL}? [a, b]\n: 1\n`,
  'key-of-proto.yaml': `${SMALL}__proto__: { trials: 3 }\n`,
  'nested.yaml': `${SMALL}space: ${nested(DEEP)}\n`,
  'too-long.yaml': `${SMALL}# ${'x'.repeat(1_100_000)}\n`,
  'tag-of-code.yaml': `${SMALL}trials: !!js/function "x"\n`,
  'trials-of-1e9.yaml': `${SMALL}trials: 1000000000\n`,
  'password-of-a-device.yaml': `${SMALL}device: { kind: ssh, destination: "ssh://pi:canary7@host" }\n`,
  'password-before-a-device.yaml': `${SMALL}device: { kind: ssh, destination: "pi:canary7@host" }\n`,
  'password-of-a-redis.yaml': `${SMALL}executor: { kind: bullmq, redis: "redis://u:canary7@host" }\n`,
  'device-of-an-option.yaml': `${SMALL}device: { kind: ssh, destination: "-oProxyCommand=touch x7" }\n`,
};

const ordered = { kind: 'ordered', name: 'inputSize', values: [16, 32] };

const SPACES: Twins = Object.fromEntries(
  Object.entries({
    'values-of-a-number': { parameters: [{ ...ordered, values: 2 ** 31 - 1 }] },
    'values-of-text': { parameters: [{ ...ordered, values: 'text' }] },
    'parameters-of-null': { parameters: null },
    'parameter-of-null': { parameters: [null] },
    'parameter-of-proto': { parameters: [{ ...ordered, name: '__proto__' }] },
    'bounds-turned': { parameters: [{ kind: 'integer', name: 'hidden', low: 9, high: 1 }] },
    'no-parameters': { parameters: [] },
  }).map(([name, space]) => [`space-${name}.json`, JSON.stringify({ family: 'small', ...space })]),
);

export const TWINS: Twins = { ...MODELS, ...TUNINGS, ...JOURNALS, ...YAML, ...SPACES };
