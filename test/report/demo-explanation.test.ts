import { describe, expect, it } from 'vitest';
import { evaluateEstimates } from '../../dist/metrics/index.js';
import {
  comparison,
  type DemoOutcome,
  explainDemo,
} from '../../dist/report/demo/demo-explanation.js';

const ENTRIES = Array.from({ length: 8 }, (_, i) => ({
  id: `${i}`,
  whitePoint: { r: 0.4 + 0.05 * i, b: 0.8 - 0.05 * i },
  properties: {},
}));

/** A method whose estimates are off by a factor in r. */
function evaluated(name: string, factor: number) {
  const estimates = ENTRIES.map(({ whitePoint: { r, b } }) => ({ r: r * factor, b }));
  return evaluateEstimates({ name, parameters: 1234 }, estimates, ENTRIES, { resamples: 50 });
}

function outcome(networkFactor: number, interval: readonly [number, number]): DemoOutcome {
  return {
    dataDir: 'out/data',
    modelFile: 'out/demo.awb',
    reportFile: 'out/report.html',
    pictures: { training: 36, heldBack: 4, test: 8 },
    epochs: 5,
    parameters: 1234,
    trainingSeconds: 2.4,
    examplePicture: 'out/data/test/PNG/0041.png',
    network: evaluated('network', networkFactor),
    rival: evaluated('grey-world', 1.2),
    difference: { meanDifference: (interval[0] + interval[1]) / 2, interval, shareBetter: 0.5 },
  };
}

describe('the explanation of the demo', () => {
  it('claims a win only where the interval of the difference says so', () => {
    const better = outcome(1.05, [-4, -2]);
    const { network, rival } = better;
    const times = (rival.recovery.mean / network.recovery.mean).toFixed(1);
    expect(comparison(better)).toContain(`${rival.recovery.mean.toFixed(2)}° off, ${times} times`);
    expect(comparison(outcome(1.19, [-0.3, 0.2]))).toMatch(/too close to the network to call/);
    expect(comparison(outcome(1.6, [2, 4]))).toMatch(/less than the network.*more --epochs/);
  });

  it('states what was run and gives commands for the files that there are', () => {
    const sections = explainDemo(outcome(1.05, [-4, -2]));
    const text = sections.flatMap((s) => s.paragraphs).join('\n');
    expect(text).toMatch(
      /48 raw pictures[\s\S]*1,234 parameters looked at 36 of them 5 times in 2 s/,
    );
    expect(text).toContain('out/report.html');
    const commands = sections.flatMap((s) => s.commands ?? []).map((c) => c.command);
    expect(commands[0]).toBe(
      'npx deepawb predict out/data/test/PNG/0041.png --model out/demo.awb --render out/balanced.png',
    );
  });
});
