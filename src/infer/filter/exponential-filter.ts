/** libcamera's way over time: out = s target + (1 - s) out in each gain, the first frames as they come. */
import type { LogGains } from './log-gains.js';

export class ExponentialFilter {
  readonly #speed: number;
  readonly #startupFrames: number;
  #frames = 0;
  #answer: LogGains = { red: 0, blue: 0 };

  constructor(speed: number, startupFrames: number) {
    this.#speed = speed;
    this.#startupFrames = startupFrames;
  }

  get answer(): LogGains | null {
    return this.#frames === 0 ? null : this.#answer;
  }

  /** Takes an estimate in; never a cut. */
  update(estimate: LogGains): boolean {
    const speed = this.#frames < this.#startupFrames ? 1 : this.#speed;
    this.#frames++;
    this.#answer = {
      red: mixGains(estimate.red, this.#answer.red, speed),
      blue: mixGains(estimate.blue, this.#answer.blue, speed),
    };
    return false;
  }
}

function mixGains(to: number, from: number, speed: number): number {
  return speed === 1 ? to : Math.log(speed * Math.exp(to) + (1 - speed) * Math.exp(from));
}
