/** Whether a study's space means networks that can be built and trained: its names, its values, and how far they reach. */
import type { ArchitectureError } from '../../model/index.js';
import { createSobol } from '../../random/index.js';
import {
  type Configuration,
  createSpaceCodec,
  type Parameter,
  type SpaceCodec,
} from '../../search/index.js';
import { checkForm, NETWORK_FORMS, SETTINGS_FORM } from '../../train/index.js';
import { buildFault } from '../cost/computed-cost.js';
import { networkOf } from '../space/network-of.js';
import type { NetworkSpace } from '../space/network-space.js';
import { StudyError } from './study-error.js';
import type { StudyDescription } from './study-types.js';

type Place = (path: readonly (string | number)[]) => string;

/** Throws StudyError for a space that is none, or whose networks cannot be built, and for a start that lies beside it. */
export function checkSpace(description: StudyDescription, space: NetworkSpace, place: Place): void {
  let path: (string | number)[] = ['space'];
  try {
    if (typeof description.space === 'object') {
      space.parameters.forEach((parameter, i) => {
        path = ['space', 'parameters', i];
        createSpaceCodec({ parameters: [parameter] });
      });
      path = ['space', 'constraints'];
    }
    const codec = createSpaceCodec(space);
    path = ['space'];
    checkNetworks(space, codec);
    path = ['start'];
    description.start.forEach((configuration, i) => {
      path = ['start', i];
      codec.encode(configuration);
      const names = codec.dimensions.map(({ name }) => name);
      const unknown = Object.keys(configuration).find((name) => !names.includes(name));
      if (unknown) throw new RangeError(`the space has no parameter '${unknown}'`);
    });
  } catch (error) {
    const { message } = error as Error;
    if (path.length === 1) path = pathOf(description, message) ?? path;
    throw new StudyError(`${place(path)}: ${path.join('.')}: ${message}`);
  }
}

/** Where the file has the parameter that a message names; null where it names none, or the space is built in. */
function pathOf({ space }: StudyDescription, message: string): (string | number)[] | null {
  if (typeof space !== 'object') return null;
  // In quotes, as spaces name parameters; or in the path of a setting, as ranges do. Lists of what is known name others too.
  const quoted = [...message.matchAll(/'(\w+)'/g)].map(([, name]) => name);
  const words = quoted.length > 0 ? quoted : (message.split(': ')[0] ?? '').split('.');
  const named = space.parameters.findIndex(({ name }) => words.includes(name));
  return named >= 0 ? ['space', 'parameters', named] : null;
}

/** Points of a space that are built to see whether its names and values mean anything. */
const PROBES = 8;

function probesOf(codec: SpaceCodec): Configuration[] {
  const sobol = createSobol(codec.dimensions.length, 'probe');
  return Array.from({ length: PROBES }, (_, i) => codec.decode(codec.draw(sobol.point(i))));
}

/** Throws RangeError, or what a network that cannot be built throws where none of the probes can be. */
function checkNetworks(space: NetworkSpace, codec: SpaceCodec): void {
  const faults: ArchitectureError[] = [];
  for (const configuration of probesOf(codec)) {
    const { network } = networkOf(space, configuration, { epochs: 1, seed: 0 });
    const fault = buildFault(network);
    if (fault) faults.push(fault);
  }
  if (faults.length === PROBES) throw faults[0];
}

/**
 * Throws StudyError for a parameter that reaches where no training goes: each of its ends (of names, each) is held against
 * the ranges that trials are, so that a study does not end with trials that all fail. Asked of new studies only: one that
 * ran is never refused.
 */
export function checkReach(description: StudyDescription, space: NetworkSpace, place: Place): void {
  const [base] = probesOf(createSpaceCodec(space)) as [Configuration];
  const check = (configuration: Configuration) => {
    try {
      checkTraining(space, configuration);
    } catch (error) {
      const { message } = error as Error;
      const path = pathOf(description, message) ?? ['space'];
      throw new StudyError(`${place(path)}: ${path.join('.')}: ${message}`);
    }
  };
  for (const parameter of space.parameters) {
    for (const value of endsOf(parameter)) check({ ...base, [parameter.name]: value });
  }
  const fault = idleFault(space);
  if (fault) throw new StudyError(`${place(['space'])}: space: ${fault}`);
}

/** What is wrong with a space that names something which can mean nothing in any of its trials; null for none. */
function idleFault(space: NetworkSpace): string | null {
  const named = (name: string, but: string) => valuesOf(space, name).filter((v) => v !== but);
  const regressed = named('regressed', 'logChroma');
  if (isAlwaysOnCurve(space) && regressed.length > 0) {
    return (
      `expected no 'regressed' beside a 'curve' that is never none, got ` +
      `${valuesOf(space, 'regressed').join(', ')}: answers on a curve are places along it`
    );
  }
  const taught = named('gateLabel', 'none');
  if (taught.length > 0 && !mayHaveExperts(space)) {
    return `expected 'experts' of 2 or more beside 'gateLabel', got ${taught.join(', ')} and no experts; give as many as the property has values`;
  }
  if (mayExceed(space, 'teachers', 0) && mayExceed(space, 'pseudoLabels', 0)) {
    return "expected no 'teachers' beside 'pseudoLabels', which has teachers of its own; leave one of them out, or have 'consistency' alone beside 'teachers'";
  }
  if (named('gate', 'soft').length > 0 && taught.length === 0) {
    return "expected a 'gateLabel' beside a 'gate' that may be hard, the property that it is taught (e.g. place): of itself a hard gate learns nothing";
  }
  return null;
}

const mayHaveExperts = (space: NetworkSpace) => mayExceed(space, 'experts', 1);

function mayExceed(space: NetworkSpace, name: string, number: number): boolean {
  const parameter = space.parameters.find((each) => each.name === name);
  const values = parameter ? endsOf(parameter) : [space.fixed[name] ?? 0];
  return values.some((value) => Number(value) > number);
}

/** Throws RangeError or RecipeError for a network, or a training, out of its range. */
function checkTraining(space: NetworkSpace, configuration: Configuration): void {
  const { network, settings } = networkOf(space, configuration, { epochs: 1, seed: 0 });
  const form = network.family === 'small' ? NETWORK_FORMS.small : NETWORK_FORMS.reference;
  checkForm(form, network, { file: '', path: 'network' });
  checkForm(SETTINGS_FORM, settings, { file: '', path: 'training' });
}

function endsOf(parameter: Parameter): readonly (number | string)[] {
  return 'values' in parameter ? parameter.values : [parameter.low, parameter.high];
}

/** What a parameter of names may be in a space; none where the space does not name it. */
export function valuesOf(space: NetworkSpace, name: string): readonly string[] {
  const parameter = space.parameters.find((each) => each.name === name);
  if (parameter?.kind === 'choice') return parameter.values;
  const fixed = space.fixed[name];
  return fixed === undefined ? [] : [String(fixed)];
}

/** What a parameter of whole numbers may be in a space; none where the space does not name it. */
export function numbersOf(space: NetworkSpace, name: string): readonly number[] {
  const parameter = space.parameters.find((each) => each.name === name);
  if (!parameter) return space.fixed[name] === undefined ? [] : [Number(space.fixed[name])];
  if ('values' in parameter) return parameter.values.map(Number);
  const { low, high } = parameter;
  return Array.from(
    { length: Math.floor(high) - Math.ceil(low) + 1 },
    (_, i) => Math.ceil(low) + i,
  );
}

function isAlwaysOnCurve(space: NetworkSpace): boolean {
  const curves = valuesOf(space, 'curve');
  return curves.length > 0 && !curves.includes('none');
}
