/** Constants of calibrations: docs/settings.md. */
export const CALIBRATION_SETTINGS = {
  epochs: 20,
  batch: 64,
  rate: 0.01,
  /** Of weights, a step, as a share of the rate. */
  decay: 0.03,
  /** Adam's. */
  momentum: 0.9,
  squares: 0.99,
  /** Deviation of the first weights from neurons to log degrees. */
  firstWeight: 0.1,
  scaleRounds: 60,
  /** Beyond this share of the pictures held back, a picture is new. */
  knownShare: 0.99,
  /** Times that a picture is shown as an imaginary camera would have taken it, where the training has such cameras. */
  imaginaryCopies: 3,
  /** How far these cameras are from the one whose pictures the network reads, of the whole way to one of the table. */
  reach: 1,
} as const;
