/** Every method that the page can ask: what needs no training data, and what visitors bring. */
import { parseTuningFile } from 'deepawb/classical';
import type { WhitePoint } from 'deepawb/color';
import kernelsUrl from 'deepawb/engine/kernels.wasm?url';
import { createEstimator } from 'deepawb/infer';
import {
  answerPicture,
  METHODS,
  MethodError,
  networkMethod,
  type PictureAnswer,
  type PreparedMethod,
  tunedMethod,
} from 'deepawb/methods';
import modelUrl from 'deepawb/models/cube64-small.awb?url';
import type { FrameHeader, RawImage } from 'deepawb/raw';
import type { MethodEntry } from './messages.js';

/** What is asked of a picture. */
export interface Asked {
  readonly image: RawImage;
  readonly header: FrameHeader;
  readonly label: WhitePoint | null;
}

interface PageMethod extends MethodEntry {
  readonly answer: (asked: Asked) => PictureAnswer;
  /** Whether there is anything to time. */
  readonly computes: boolean;
}

/** A tuning file that was brought: its curve and how far its search leaves it. */
export interface Tuning {
  readonly name: string;
  readonly curve: readonly (WhitePoint & { readonly cctKelvin: number })[];
  readonly band: { readonly above: number; readonly below: number };
}

export class PageMethods {
  private readonly kernels: Promise<WebAssembly.Module>;
  private readonly all = new Map<string, PageMethod>();
  tuning: Tuning | null = null;

  constructor() {
    this.kernels = fetch(kernelsUrl)
      .then((response) => response.arrayBuffer())
      .then((bytes) => WebAssembly.compile(bytes));
  }

  /** Fills the list with what there is without visitors' files. */
  async start(): Promise<void> {
    this.set({
      name: 'uniform',
      kind: 'none',
      computes: false,
      answer: () => known({ r: 1, b: 1 }),
    });
    const model = new Uint8Array(await (await fetch(modelUrl)).arrayBuffer());
    await this.addModel('network', model);
    for (const method of METHODS.values()) {
      if (method.learnsFrom !== 'nothing' || method.family === 'camera') continue;
      const prepared = await method.prepare(null);
      this.set(prepares(prepared, 'classical'));
    }
    this.set({ name: 'as-shot', kind: 'camera', computes: false, answer: asShot });
    this.set({ name: 'label', kind: 'label', computes: false, answer: ofLabel });
  }

  get entries(): MethodEntry[] {
    return [...this.all.values()].map(({ name, kind }) => ({ name, kind }));
  }

  find(name: string): PageMethod | undefined {
    return this.all.get(name);
  }

  /** Takes a model file or a tuning file. Throws what its reader throws. Returns its name in the list. */
  async add(name: string, bytes: Uint8Array): Promise<string> {
    const text = new TextDecoder().decode(bytes.subarray(0, 64)).trimStart();
    const short = name.replace(/\.(?:awb|json)$/i, '');
    if (!text.startsWith('{')) return this.addModel(this.fresh(short), bytes);
    const { parameters } = parseTuningFile(new TextDecoder().decode(bytes));
    const own = this.fresh(`bayes ${short}`);
    this.set(prepares(await tunedMethod(own, parameters).prepare(null), 'bayes'));
    const { ctCurve, transversePos, transverseNeg } = parameters;
    this.tuning = {
      name: short,
      curve: ctCurve ?? [],
      band: { above: transversePos, below: transverseNeg },
    };
    return own;
  }

  private async addModel(name: string, bytes: Uint8Array): Promise<string> {
    const estimator = createEstimator(bytes, await this.kernels);
    this.set(prepares(await networkMethod(estimator, name).prepare(null), 'network'));
    return name;
  }

  private set(method: PageMethod): void {
    this.all.set(method.name, method);
  }

  /** A name that none of what ships has; a file of the same name goes over an earlier one. */
  private fresh(name: string): string {
    const isOurs = this.all.has(name) && !this.brought.has(name);
    const own = isOurs ? `${name} (file)` : name;
    this.brought.add(own);
    return own;
  }

  private readonly brought = new Set<string>();
}

function prepares(prepared: PreparedMethod, kind: MethodEntry['kind']): PageMethod {
  const answer = ({ image }: Asked) => answerPicture(prepared, image);
  return { name: prepared.name, kind, computes: true, answer };
}

function known(whitePoint: WhitePoint): PictureAnswer {
  return { whitePoint, confidence: null };
}

function asShot({ header }: Asked): PictureAnswer {
  const [red, green, blue] = header.camera.asShotNeutral ?? [0, 0, 0];
  const whitePoint = { r: red / green, b: blue / green };
  if (whitePoint.r > 0 && whitePoint.b > 0) return known(whitePoint);
  throw new MethodError("the file does not hold the camera's own white point, as DNGs do");
}

function ofLabel({ label }: Asked): PictureAnswer {
  if (label) return known(label);
  throw new MethodError('no label is known of this picture');
}
