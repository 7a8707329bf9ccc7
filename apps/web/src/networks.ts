/** Networks by camera: those that ship are fetched when a picture wants them, and chosen as `deepawb predict` does. */
import { type Camera, mappingTo } from 'deepawb/camera';
import kernelsUrl from 'deepawb/engine/kernels.wasm?url';
import { createEstimator } from 'deepawb/infer';
import { type MatrixNetwork, type NetworkOfCamera, networkByCamera } from 'deepawb/methods';
import ownUrl from 'deepawb/models/cube64-small.awb?url';
import universalUrl from 'deepawb/models/universal.awb?url';

/** Models that ship by their names; the first is for its own cameras, the other for all. */
export const SHIPPED = { 'cube64-small': ownUrl, universal: universalUrl } as const;
export type ShippedName = keyof typeof SHIPPED;

/** One network for pictures of any camera; null is a camera of which nobody says anything. */
export type ByCamera = (camera: Camera | null) => NetworkOfCamera;

async function fetched(url: string): Promise<ArrayBuffer> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: the server answered ${response.status}`);
  return response.arrayBuffer();
}

export class Networks {
  private kernels: Promise<WebAssembly.Module> | undefined;
  private readonly shipped = new Map<ShippedName, Promise<MatrixNetwork & { of: ByCamera }>>();

  /** A network from a model file. Throws what its reader throws. */
  async fromBytes(bytes: Uint8Array): Promise<MatrixNetwork & { of: ByCamera }> {
    this.kernels ??= fetched(kernelsUrl).then((code) => WebAssembly.compile(code));
    const kernels = await this.kernels;
    const network = {
      estimator: createEstimator(bytes, kernels),
      through: (colourMatrix: Parameters<MatrixNetwork['through']>[0]) =>
        createEstimator(bytes, kernels, { colourMatrix }),
    };
    return { ...network, of: networkByCamera(network) };
  }

  /** A model that ships. */
  named(name: ShippedName): Promise<MatrixNetwork & { of: ByCamera }> {
    const known = this.shipped.get(name);
    if (known) return known;
    const network = fetched(SHIPPED[name]).then((bytes) => this.fromBytes(new Uint8Array(bytes)));
    this.shipped.set(name, network);
    // The next picture may find the server again.
    network.catch(() => this.shipped.delete(name));
    return network;
  }

  /** The specialised model for the cameras that it was made for, the universal one for all others. */
  async forCamera(camera: Camera | null): Promise<NetworkOfCamera> {
    const own = camera && (await this.named('cube64-small'));
    if (camera && own && !mappingTo(own.estimator.metadata.cameras, camera)) return own.of(camera);
    return (await this.named('universal')).of(camera);
  }
}

/** Who reads a picture and how, as a sentence. */
export function readingOf(
  { estimator: { metadata }, mapping }: NetworkOfCamera,
  camera: string | null,
): string {
  const { name } = metadata;
  if (camera === null) {
    return `Nobody says which camera took it: the network ${name} reads it as it is. Name it under “Camera and levels”.`;
  }
  if (mapping === null) return `The network ${name} was made for the ${camera}.`;
  return `The network ${name} reads it as a picture of the ${mapping.to}, by both colour matrices.`;
}
