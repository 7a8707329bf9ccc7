/**
 * Which configurations are the same network, trained the same way: two that differ only in what means nothing there, as
 * `depthwise` does where the kernel is 1. A study tries each network once, and ends when its space holds no other.
 */
import { type Configuration, createSpaceCodec, type SpaceCodec } from '../../search/index.js';
import { type StudyDescription, spaceOf } from '../description/study-description.js';
import { networkOf } from '../space/network-of.js';
import type { TrialState } from './study-state.js';

export interface DistinctNetworks {
  /** The same for configurations that are one network with one training. */
  key(configuration: Configuration): string;
  /** Networks of the space by their keys; null where it holds too many to list. */
  all(): ReadonlyMap<string, Configuration> | null;
}

/** Spaces of more configurations are not listed: no study uses them up. */
const MOST_LISTED = 20_000;

export function createDistinctNetworks(description: StudyDescription): DistinctNetworks {
  const space = spaceOf(description);
  const { epochs, seed } = description;
  const key = (configuration: Configuration) =>
    JSON.stringify(networkOf(space, configuration, { epochs, seed }));
  let listed: ReadonlyMap<string, Configuration> | null | undefined;
  return {
    key,
    all() {
      if (listed === undefined) {
        const codec = createSpaceCodec(space);
        listed = codec.size <= MOST_LISTED ? listNetworks(space.parameters, codec, key) : null;
      }
      return listed;
    },
  };
}

function listNetworks(
  parameters: ReturnType<typeof spaceOf>['parameters'],
  codec: SpaceCodec,
  key: DistinctNetworks['key'],
): ReadonlyMap<string, Configuration> {
  const networks = new Map<string, Configuration>();
  const visit = (configuration: Configuration, next: number): void => {
    const parameter = parameters[next];
    if (!parameter) {
      if (isAllowed(codec, configuration)) {
        const name = key(configuration);
        if (!networks.has(name)) networks.set(name, configuration);
      }
      return;
    }
    for (const value of valuesOf(parameter, codec, next)) {
      visit({ ...configuration, [parameter.name]: value }, next + 1);
    }
  };
  visit({}, 0);
  return networks;
}

function valuesOf(
  parameter: ReturnType<typeof spaceOf>['parameters'][number],
  { dimensions }: SpaceCodec,
  index: number,
): readonly (number | string)[] {
  if (parameter.kind === 'choice') return parameter.values;
  const { levels, low } = dimensions[index]!;
  return levels.length > 0 ? [...levels] : [low];
}

function isAllowed(codec: SpaceCodec, configuration: Configuration): boolean {
  try {
    codec.encode(configuration);
    return true;
  } catch {
    return false;
  }
}

/** Suggestions that are passed over before a space is gone through in order. */
const MOST_SUGGESTED = 64;

/**
 * The next network that no trial has: `suggest` is asked again, with what it said before as pending, for one that differs in
 * name only. Null where the space holds no other.
 */
export function firstNewNetwork(
  { key, all }: DistinctNetworks,
  trials: readonly TrialState[],
  suggest: (passedOver: readonly Configuration[]) => Configuration,
): Configuration | null {
  const tried = new Set(trials.map(({ configuration }) => key(configuration)));
  const networks = all();
  const left = networks ? [...networks].filter(([name]) => !tried.has(name)) : null;
  if (left?.length === 0) return null;
  const passedOver: Configuration[] = [];
  for (let tries = 0; tries < MOST_SUGGESTED; tries++) {
    const configuration = suggest(passedOver);
    if (!tried.has(key(configuration))) return configuration;
    passedOver.push(configuration);
  }
  return left?.[0]?.[1] ?? passedOver.at(-1)!;
}
