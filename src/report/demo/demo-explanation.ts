/** What the demo says about its result, in plain words: what was done, what the numbers mean, what to try next. */
import type { MethodEvaluation, PairedDifference } from '../../metrics/index.js';
import { readableShellWord } from '../../text/index.js';

export interface DemoOutcome {
  readonly dataDir: string;
  readonly modelFile: string;
  readonly reportFile: string;
  readonly pictures: {
    readonly training: number;
    readonly heldBack: number;
    readonly test: number;
  };
  readonly epochs: number;
  readonly parameters: number;
  readonly trainingSeconds: number;
  /** A test picture to try `predict` on. */
  readonly examplePicture: string;
  readonly network: MethodEvaluation;
  /** The classical method with the lowest mean error. */
  readonly rival: MethodEvaluation;
  /** Network minus rival, picture by picture. */
  readonly difference: PairedDifference;
}

/** One heading with its paragraphs; lines of `commands` are to be copied and stay unbroken. */
export interface ExplanationSection {
  readonly title: string;
  readonly paragraphs: readonly string[];
  readonly commands?: readonly { readonly what: string; readonly command: string }[];
}

export function explainDemo(outcome: DemoOutcome): ExplanationSection[] {
  return [
    { title: 'What was done', paragraphs: [whatWasDone(outcome)] },
    {
      title: 'What the numbers mean',
      paragraphs: [howToRead(outcome.network), comparison(outcome), LIMITS],
    },
    {
      title: 'What to try next',
      paragraphs: [
        `Open ${outcome.reportFile} in a browser: the best, typical and worst pictures, and charts.`,
      ],
      commands: nextSteps(outcome),
    },
  ];
}

export function whatWasDone(outcome: DemoOutcome): string {
  const { pictures, parameters, epochs, trainingSeconds } = outcome;
  const { training, heldBack, test } = pictures;
  return (
    `${training + heldBack + test} raw pictures were rendered from the spectra of daylight and lamps, so that the colour ` +
    `of the light in each is known exactly. A network with ${parameters.toLocaleString('en')} parameters looked at ${training} ` +
    `of them ${epochs} times in ${Math.round(trainingSeconds)} seconds; ${heldBack} were held back to watch it learn. ` +
    `Then it estimated the light in ${test} pictures that it had never seen, and so did three classical methods.`
  );
}

function howToRead({ recovery }: MethodEvaluation): string {
  const [low, high] = recovery.meanCi95;
  return (
    'The error is the angle between the estimated and the true colour of the light. One degree is hard to see even ' +
    'side by side, three are a visible tint, more than five a wrong picture. The network is ' +
    `${recovery.mean.toFixed(2)}° off on average; with as many other pictures of this kind the average would ` +
    `most likely lie between ${low.toFixed(2)}° and ${high.toFixed(2)}°. best25 and worst25 are the averages over the ` +
    'easiest and the hardest quarter of the pictures.'
  );
}

/** Better, worse, or too close to call: said as the paired bootstrap finds it. */
export function comparison({ network, rival, difference }: DemoOutcome): string {
  const [low, high] = difference.interval;
  const other = `The best classical method here, ${rival.name}, is ${rival.recovery.mean.toFixed(2)}° off`;
  if (low <= 0 && high >= 0) {
    return `${other}: too close to the network to call with so few pictures. More training shows more (--epochs, --pictures).`;
  }
  if (high < 0) {
    const times = (rival.recovery.mean / network.recovery.mean).toFixed(1);
    const worst = `${network.recovery.worst25.toFixed(2)}° against ${rival.recovery.worst25.toFixed(2)}°`;
    return `${other}, ${times} times as much; on the hardest quarter of the pictures it is ${worst}.`;
  }
  return `${other}, less than the network, which has not been trained for long enough: try more --epochs or --pictures.`;
}

const LIMITS =
  'Rendered pictures have less in them than photographs. The demo shows that training works and how much it can gain; ' +
  'what a network is worth on a camera, only pictures of that camera can tell.';

function nextSteps(outcome: DemoOutcome) {
  const [dataDir, modelFile, examplePicture] = [
    outcome.dataDir,
    outcome.modelFile,
    outcome.examplePicture,
  ].map(readableShellWord);
  const rendered = readableShellWord(outcome.modelFile.replace(/[^/\\]*$/, 'balanced.png'));
  return [
    {
      what: 'Balance one picture with the network just trained',
      command: `npx deepawb predict ${examplePicture} --model ${modelFile} --render ${rendered}`,
    },
    {
      what: 'Balance a picture of yours with the model that ships with deepawb',
      command: 'npx deepawb predict picture.png --render balanced.png',
    },
    {
      what: 'Train longer',
      command: `npx deepawb train --data ${dataDir} --out longer.awb`,
    },
    {
      what: 'Compare the two networks',
      command: `npx deepawb eval --data ${dataDir} --model longer.awb --model ${modelFile}`,
    },
    {
      what: 'Train on photographs (2.1 GB download)',
      command: 'npx deepawb data fetch simplecube++ data/simplecube++',
    },
  ];
}
