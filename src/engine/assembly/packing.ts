/**
 * Between the weights as the model stores them (convolution [ky][kx][in][out], dense [in][out], depthwise
 * [ky][kx][channel]) and the panels of eight output channels that the matrix products read. Padding channels
 * become zero weights, and their gradients are dropped on the way back.
 */

/** Panels for the forward product: [out / 8][ky][kx][inPadded][8]. */
export function packForward(
  weights: usize,
  kernel: u32,
  inChannels: u32,
  inPadded: u32,
  outChannels: u32,
  packed: usize,
): void {
  const taps = kernel * kernel;
  const panels = (outChannels + 7) / 8;
  let at = packed;
  for (let panel: u32 = 0; panel < panels; panel++) {
    const first = panel * 8;
    for (let tap: u32 = 0; tap < taps; tap++) {
      for (let c: u32 = 0; c < inPadded; c++) {
        const row = weights + <usize>(tap * inChannels + c) * outChannels * 4;
        for (let o: u32 = first; o < first + 8; o++) {
          const inside = c < inChannels && o < outChannels;
          store<f32>(at, inside ? load<f32>(row + o * 4) : 0);
          at += 4;
        }
      }
    }
  }
}

/** Adds packed weight gradients to gradients in the model's layout. */
export function unpackForwardAdd(
  packed: usize,
  kernel: u32,
  inChannels: u32,
  inPadded: u32,
  outChannels: u32,
  gradients: usize,
): void {
  const taps = kernel * kernel;
  const panels = (outChannels + 7) / 8;
  const panelFloats = taps * inPadded * 8;
  for (let panel: u32 = 0; panel < panels; panel++) {
    const first = panel * 8;
    const last = min<u32>(first + 8, outChannels);
    for (let tap: u32 = 0; tap < taps; tap++) {
      for (let c: u32 = 0; c < inChannels; c++) {
        const from = packed + <usize>(panel * panelFloats + (tap * inPadded + c) * 8) * 4;
        const to = gradients + <usize>(tap * inChannels + c) * outChannels * 4;
        for (let o: u32 = first; o < last; o++) {
          const at = to + o * 4;
          store<f32>(at, load<f32>(at) + load<f32>(from + (o - first) * 4));
        }
      }
    }
  }
}

/**
 * Panels for the input gradient of one stride phase: [in / 8][ty][tx][outPadded][8], taps in descending kernel order:
 * ky = phaseY + stride (tapsY - 1 - ty), and so in x.
 */
export function packBackward(
  weights: usize,
  kernel: u32,
  inChannels: u32,
  outChannels: u32,
  outPadded: u32,
  stride: u32,
  phaseY: u32,
  phaseX: u32,
  tapsY: u32,
  tapsX: u32,
  packed: usize,
): void {
  const panels = (inChannels + 7) / 8;
  let at = packed;
  for (let panel: u32 = 0; panel < panels; panel++) {
    for (let ty: u32 = 0; ty < tapsY; ty++) {
      const ky = phaseY + stride * (tapsY - 1 - ty);
      for (let tx: u32 = 0; tx < tapsX; tx++) {
        const kx = phaseX + stride * (tapsX - 1 - tx);
        const tap = (ky * kernel + kx) * inChannels;
        for (let o: u32 = 0; o < outPadded; o++) {
          for (let c: u32 = panel * 8; c < panel * 8 + 8; c++) {
            const inside = c < inChannels && o < outChannels;
            store<f32>(
              at,
              inside ? load<f32>(weights + (<usize>(tap + c) * outChannels + o) * 4) : 0,
            );
            at += 4;
          }
        }
      }
    }
  }
}
