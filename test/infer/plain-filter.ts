/**
 * The adaptive filter a second time, as docs/filter.md tells it: one pass over everything that was estimated, with all
 * of it at hand. A light is nearer to another where its distance says so; nothing is kept in rings or running sums that
 * the history itself can tell.
 */
import type { FilterSettings } from '../../dist/infer/index.js';

/** Logarithms of the red and the blue gain. */
type Pair = readonly [number, number];

export interface PlainEstimate {
  readonly light: Pair;
  readonly confidence: number;
}

export interface PlainAnswer {
  readonly light: Pair;
  readonly isCut: boolean;
  /** What happened, so that a test can say that everything did. */
  readonly event: string;
}

const ZERO: Pair = [0, 0];
const minus = (a: Pair, b: Pair): Pair => [a[0] - b[0], a[1] - b[1]];
const inner = (a: Pair, b: Pair) => a[0] * b[0] + a[1] * b[1];
const size = (a: Pair) => Math.sqrt(inner(a, a));
const towards = (from: Pair, to: Pair, share: number): Pair => [
  (1 - share) * from[0] + share * to[0],
  (1 - share) * from[1] + share * to[1],
];
const isNearer = (light: Pair, one: Pair, other: Pair) =>
  size(minus(light, one)) < size(minus(light, other));
const along = (from: Pair, way: Pair): Pair => [from[0] + way[0], from[1] + way[1]];

/** At most `longest` of the way from one light to another. */
function limited(from: Pair, to: Pair, share: number, longest: number): Pair {
  const wanted = share * size(minus(to, from));
  return towards(from, to, wanted > longest ? (share * longest) / wanted : share);
}

function degrees(a: Pair, b: Pair): number {
  const [x, y] = [a, b].map(([red, blue]) => [Math.exp(-red), 1, Math.exp(-blue)]) as [
    number[],
    number[],
  ];
  const product = x.reduce((sum, v, i) => sum + v * y[i]!, 0);
  return (Math.acos(Math.min(1, product / Math.hypot(...x) / Math.hypot(...y))) * 180) / Math.PI;
}

export class PlainFilter {
  private readonly seen: Pair[] = [];
  private answer: Pair = ZERO;
  private variance: number;
  private age = 0;
  private averaged = 0;
  private drifts = false;
  private drift = { mean: ZERO, side: ZERO, frames: 0, excess: 0 };
  private challenge = { light: ZERO, frames: 0, first: 0 };
  private last: Pair | null = null;
  private turns = 0;
  private still = 0;
  private rest = 0;
  private episode: {
    lights: Pair[];
    base: Pair;
    way: Pair;
    longest: number;
    calm: number;
    cycles: number;
    isThere: boolean;
  } | null = null;

  constructor(
    private readonly s: FilterSettings,
    private readonly speed: number,
    private readonly startup: number,
  ) {
    this.variance = s.firstNoise * s.firstNoise;
  }

  update({ light, confidence }: PlainEstimate): PlainAnswer {
    const { s } = this;
    const before = this.seen.at(-1);
    this.seen.push(light);
    const frame = this.seen.length;
    this.age += 1;
    this.still += 1;
    this.rest += 1;
    if (this.still >= s.restlessFrames) {
      this.turns = 0;
      this.last = null;
    }
    if (before) {
      const square = Math.min(size(minus(light, before)) ** 2 / 2, s.noiseClip * this.variance);
      const rate = Math.max(s.noiseRate, 1 / frame);
      this.variance = Math.max(s.leastNoise ** 2, (1 - rate) * this.variance + rate * square);
    }
    if (frame <= this.startup) {
      this.answer = light;
      this.averaged = 1;
      return this.told('start');
    }
    const near = Math.max(s.nearDifference, s.nearSigma * Math.sqrt(this.variance));
    const between = this.takesTurns(light, near, frame - 1);
    if (between) {
      this.answer = between;
      this.age = s.youngFrames + 1;
      this.challenge.frames = 0;
      this.turns += 1;
      this.still = 0;
      this.settleDrift(ZERO);
      return this.told('between');
    }
    const way = minus(light, this.answer);
    const unexplained = this.drifts ? minus(way, this.drift.mean) : way;
    if (size(unexplained) > near) {
      if (inner(way, this.drift.side) < 0) this.drift.frames = 0;
      return this.challenged(light, near, confidence, frame);
    }
    this.endChallenge();
    return this.follow(way, Math.min(1, confidence / s.fullConfidence), frame);
  }

  private told(event: string, isCut = false): PlainAnswer {
    return { light: this.answer, isCut, event };
  }

  /** The mean of an episode of turns, once enough of them are closed. */
  private takesTurns(light: Pair, near: number, past: number): Pair | null {
    const { s } = this;
    if (this.episode === null) {
      if (size(minus(light, this.answer)) > near) {
        const longest =
          past < s.alternationFrames ? s.alternationFrames - past : s.alternationFrames;
        const way = minus(light, this.answer);
        const base = this.answer;
        this.episode = { lights: [light], base, way, longest, calm: 0, cycles: 0, isThere: true };
      }
      return null;
    }
    const e = this.episode;
    const isThere = isNearer(light, along(e.base, e.way), e.base);
    const departs = isThere && !e.isThere;
    e.isThere = isThere;
    if (departs) e.cycles += 1;
    const length = e.lights.length;
    const mean: Pair = [0, 1].map(
      (c) => e.lights.reduce((sum, pair) => sum + pair[c]!, 0) / length,
    ) as unknown as Pair;
    const isOver =
      departs &&
      e.cycles >= s.alternationCycles &&
      length >= s.alternationLeastFrames &&
      length < e.longest;
    e.lights.push(light);
    e.calm = isThere ? 0 : e.calm + 1;
    if (isOver) {
      e.longest = 0;
      return mean;
    }
    if (e.lights.length > e.longest && e.calm >= s.alternationFrames) this.episode = null;
    return null;
  }

  private follow(way: Pair, trust: number, frame: number): PlainAnswer {
    const { s, drift, answer } = this;
    drift.mean = towards(drift.mean, way, s.meanRate);
    // The variance of a running mean of independent numbers of variance 1 is rate / (2 - rate).
    const deviation = Math.sqrt((this.variance * s.meanRate) / (2 - s.meanRate));
    drift.excess = Math.max(0, size(drift.mean) / (s.driftSigma * deviation) - 1);
    const staysOnSide = drift.frames > 0 && inner(drift.mean, drift.side) > 0;
    drift.frames = drift.excess === 0 ? 0 : staysOnSide ? drift.frames + 1 : 1;
    drift.side = drift.mean;
    this.averaged += 1;
    const share = Math.max(1 / this.averaged, this.speed);
    const target = along(answer, way);
    let event = 'held';
    if (this.age <= s.averagedFrames) {
      this.answer = towards(answer, target, trust * share);
      event = 'averaged';
    } else if (this.isDrifting(way, frame)) {
      const speed = Math.min(1, share + s.driftSpeed * drift.excess);
      this.answer = towards(answer, along(answer, drift.mean), trust * speed);
      event = 'drift';
    } else {
      const isYoung = this.age <= s.youngFrames;
      const longest = trust * (isYoung ? s.youngStep : s.heldStep);
      this.answer = limited(answer, target, trust * share, longest);
      if (isYoung) event = 'young';
    }
    drift.mean = minus(drift.mean, minus(this.answer, answer));
    return this.told(event);
  }

  private isDrifting(way: Pair, frame: number): boolean {
    const { s, drift } = this;
    this.drifts =
      drift.frames > 0 &&
      inner(way, drift.mean) > 0 &&
      this.believes(drift.mean, drift.frames, s.driftFrames, frame);
    if (this.drifts) this.goes(drift.mean);
    else if (drift.frames >= s.driftFrames) this.still = 0;
    return this.drifts;
  }

  private challenged(light: Pair, near: number, confidence: number, frame: number): PlainAnswer {
    const { s } = this;
    if (confidence < s.leastConfidence) return this.told('doubted');
    const known = this.challenge;
    const reach = Math.max(near, s.agreement * size(minus(known.light, this.answer)));
    const isSame = known.frames > 0 && size(minus(light, known.light)) <= reach;
    if (!isSame) this.endChallenge();
    const frames = this.challenge.frames + 1;
    const mean = isSame
      ? towards(known.light, light, 1 / Math.min(frames, s.challengerFrames))
      : light;
    const way = minus(mean, this.answer);
    const first = isSame ? known.first : size(way);
    this.challenge = { light: mean, frames, first };
    const recedes = frames >= s.recedingFrames && size(way) >= s.recedingFactor * first;
    if (!recedes && !this.believes(way, frames, s.cutFrames, frame)) return this.told('challenge');
    const isCut = degrees(mean, this.answer) > s.cutDegrees;
    this.answer = mean;
    this.age = frames;
    this.averaged = frames;
    this.challenge.frames = 0;
    this.goes(way);
    this.settleDrift(way);
    return this.told(recedes ? 'receded' : 'cut', isCut);
  }

  private settleDrift(side: Pair): void {
    this.drift = { mean: ZERO, side, frames: this.s.driftFrames, excess: 0 };
  }

  private endChallenge(): void {
    if (this.challenge.frames >= this.s.cutFrames) this.still = 0;
    this.challenge.frames = 0;
  }

  private undoes(way: Pair, last: Pair): boolean {
    return -inner(way, last) > this.s.turnShare * inner(last, last);
  }

  private goes(way: Pair): void {
    const { last } = this;
    const turned = last !== null && this.undoes(way, last);
    if (turned) this.turns += 1;
    if (turned || last === null) this.still = 0;
    this.last = last === null || turned ? way : along(last, way);
    this.rest = 0;
  }

  private believes(way: Pair, frames: number, calm: number, frame: number): boolean {
    const { s } = this;
    if (frame <= s.settlingFrames) return frames >= calm;
    const needed = this.needed(way, frames, calm);
    return frames >= needed && (needed <= calm || this.stay(way, 0) >= needed);
  }

  private needed(way: Pair, frames: number, calm: number): number {
    const { s, last } = this;
    if (this.turns > 0) return Math.max(calm, s.restlessCutFrames);
    if (last && this.rest <= s.onwardFrames && !this.undoes(way, last)) {
      return inner(way, last) > 0 ? Math.min(calm, s.onFrames) : calm;
    }
    const stood = this.stood(way, frames);
    if (!last && stood > s.briefFrames) return calm;
    return Math.max(calm, s.restlessCutFrames + 1 - stood);
  }

  /** Estimates by age, the newest of age 1, as far back as three slowest periods. */
  private get remembered(): number {
    return Math.min(this.seen.length, 3 * Math.ceil(this.s.restlessCutFrames));
  }

  private wasThere(way: Pair, age: number): boolean {
    return isNearer(this.seen.at(-age)!, along(this.answer, way), this.answer);
  }

  /** Frames of the present stay there, before the last `skipped`. */
  private stay(way: Pair, skipped: number): number {
    const { s } = this;
    let away = 0;
    for (let age = skipped + 1; age <= this.remembered; age++) {
      if (this.wasThere(way, age)) continue;
      away += 1;
      const run = Array.from({ length: s.awayFrames }, (_, i) => age - i);
      const isLong = run.every((a) => a > skipped && !this.wasThere(way, a));
      if (isLong || away > 1 + s.awayShare * age) return age - 1 - skipped;
    }
    return this.remembered - skipped;
  }

  /** Frames that the light stood before it left, back to where it was there more often than noise explains. */
  private stood(way: Pair, frames: number): number {
    const { s } = this;
    // A normal deviate beyond half of the way, by the logistic function of slope 1.702.
    const half = size(way) / 2;
    const deviation = Math.sqrt(this.variance / 2);
    const chance = s.beyondChance / (1 + Math.exp((1.702 * half) / deviation));
    const first = frames + this.stay(way, frames) + 1;
    const visits: number[] = [];
    for (let age = first; age <= this.remembered; age++) {
      if (this.wasThere(way, age)) visits.push(age);
      if (visits.at(-1) === age && visits.length > s.strayFrames + chance * (age - first)) {
        return visits[0]! - first;
      }
    }
    return this.remembered - first + 1;
  }
}
