/** Every method that the page can ask: what ships, what visitors bring, and what a served folder teaches. */
import type { Camera } from 'deepawb/camera';
import { parseTuningFile } from 'deepawb/classical';
import type { WhitePoint } from 'deepawb/color';
import {
  answerPicture,
  type FittedMethod,
  METHODS,
  type Method,
  MethodError,
  networkMethod,
  type PictureAnswer,
  type PreparedMethod,
  readingsOfCamera,
  tunedMethod,
} from 'deepawb/methods';
import type { TaughtMethod } from 'deepawb/methods/node';
import type { FrameHeader, RawImage } from 'deepawb/raw';
import type { FolderRequest, MethodEntry } from './messages.js';
import { Networks, SHIPPED, type ShippedName } from './networks.js';

/** What is asked of a picture. */
export interface Asked {
  readonly image: RawImage;
  readonly header: FrameHeader;
  readonly label: WhitePoint | null;
  /** Null where nobody says. */
  readonly camera: Camera | null;
}

/** A method that is ready for pictures of one camera. */
export interface Answering {
  readonly answer: (asked: Asked) => PictureAnswer;
  /** Where there is anything to time, and perhaps a search to show. */
  readonly prepared: PreparedMethod | null;
}

export interface PageMethod extends MethodEntry {
  readonly for: (camera: Camera | null) => Promise<Answering>;
}

export class PageMethods {
  readonly networks = new Networks();
  private readonly all = new Map<string, PageMethod>();
  private readonly brought = new Set<string>();
  private folder: FolderRequest | null = null;

  /** Fills the list with what there is without visitors' files. */
  async start(): Promise<void> {
    this.set('uniform', 'none', told(known({ r: 1, b: 1 })));
    this.set('network', 'network', async (camera) =>
      answeringNetwork(await this.networks.forCamera(camera), 'network'),
    );
    for (const name of Object.keys(SHIPPED) as ShippedName[]) {
      this.set(name, 'network', async (camera) =>
        answeringNetwork((await this.networks.named(name)).of(camera), name),
      );
    }
    for (const method of METHODS.values()) {
      if (method.learnsFrom !== 'nothing' || method.family === 'camera') continue;
      const prepared = await method.prepare(null);
      this.set(method.name, 'classical', async () => answering(prepared));
    }
    this.set('as-shot', 'camera', told(asShot));
    this.set('label', 'label', told(ofLabel));
  }

  get entries(): MethodEntry[] {
    return [...this.all.values()].map(({ name, kind, learns }) => ({ name, kind, learns }));
  }

  find(name: string): PageMethod | undefined {
    return this.all.get(name);
  }

  /** Lists what the server of a folder can teach; each learns when it is first asked. */
  serve(folder: FolderRequest): void {
    this.folder = folder;
    for (const name of folder.learning) {
      const method = METHODS.get(name);
      if (!method) continue;
      const kind = method.family === 'bayes' ? 'bayes' : 'classical';
      let ready: Promise<PreparedMethod> | undefined;
      const prepare = () => {
        ready ??= this.taught(method);
        ready.catch(() => {
          ready = undefined;
        });
        return ready;
      };
      const learns = method.learnsFrom === 'pictures';
      this.set(name, kind, async () => answering(await prepare()), learns);
    }
  }

  /** A method with what the server has taught it. Throws MethodError with the server's word where it could not. */
  async taught(method: Method): Promise<PreparedMethod> {
    if (!this.folder) throw new MethodError(`${method.name}: there is no folder to learn from`);
    const response = await fetch(`${this.folder.base}api/learned/${method.name}`);
    const body = await response.json().catch(() => null);
    if (!response.ok) throw new MethodError(body?.message ?? 'the server could not teach it');
    const { fit, whitePoints, xyzToCamera } = body as TaughtMethod;
    const training = { whitePoints, ...(xyzToCamera ? { xyzToCamera } : {}) };
    if (!('restore' in method)) return method.prepare({ ...training, pictures: null });
    const fitted = method as FittedMethod<unknown>;
    if (!fitted.isFit(fit)) throw new MethodError('what the server has taught it cannot be read');
    return fitted.restore(fit, training);
  }

  /** Takes a model file or a tuning file. Throws what its reader throws. Returns its name in the list. */
  async add(name: string, bytes: Uint8Array): Promise<string> {
    const text = new TextDecoder().decode(bytes.subarray(0, 64)).trimStart();
    const short = name.replace(/\.(?:awb|json)$/i, '');
    if (!text.startsWith('{')) {
      const network = await this.networks.fromBytes(bytes);
      const own = this.fresh(short);
      this.set(own, 'network', async (camera) => answeringNetwork(network.of(camera), own));
      return own;
    }
    const { parameters } = parseTuningFile(new TextDecoder().decode(bytes));
    const own = this.fresh(`bayes ${short}`);
    const prepared = await tunedMethod(own, parameters).prepare(null);
    this.set(own, 'bayes', async () => answering(prepared));
    return own;
  }

  private set(
    name: string,
    kind: MethodEntry['kind'],
    of: PageMethod['for'],
    learns = false,
  ): void {
    this.all.set(name, { name, kind, learns, for: of });
  }

  /** A name that none of what ships has; a file of the same name goes over an earlier one. */
  private fresh(name: string): string {
    const isOurs = this.all.has(name) && !this.brought.has(name);
    const own = isOurs ? `${name} (file)` : name;
    this.brought.add(own);
    return own;
  }
}

function answering(prepared: PreparedMethod): Answering {
  return {
    prepared,
    answer: ({ image, header }) =>
      answerPicture(prepared, image, { known: readingsOfCamera(header.camera) }),
  };
}

async function answeringNetwork(
  { estimator }: Awaited<ReturnType<Networks['forCamera']>>,
  name: string,
): Promise<Answering> {
  return answering(await networkMethod(estimator, name).prepare(null));
}

/** A method that computes nothing. */
function told(answer: Answering['answer']): PageMethod['for'] {
  return async () => ({ prepared: null, answer });
}

function known(whitePoint: WhitePoint): () => PictureAnswer {
  return () => ({ whitePoint, confidence: null });
}

function asShot({ header }: Asked): PictureAnswer {
  const [red, green, blue] = header.camera.asShotNeutral ?? [0, 0, 0];
  const whitePoint = { r: red / green, b: blue / green };
  if (whitePoint.r > 0 && whitePoint.b > 0) return known(whitePoint)();
  throw new MethodError("the file does not hold the camera's own white point, as DNGs do");
}

function ofLabel({ label }: Asked): PictureAnswer {
  if (label) return known(label)();
  throw new MethodError('no label is known of this picture');
}
