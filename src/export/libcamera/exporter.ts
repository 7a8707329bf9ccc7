/** libcamera's neural AWB: the network, and the tuning file of a sensor that switches it on. */
import type { Exporter, ExportOption } from '../formats/exporter.js';

const TUNING = 'a tuning file';

const OPTIONS = [
  {
    name: 'tuningFile',
    flags: '--tuning-file <file>',
    description: "libcamera: the sensor's stock tuning file, written out whole",
    default: '',
    file: TUNING,
  },
  {
    name: 'curveFrom',
    flags: '--curve-from <file>',
    description:
      'libcamera: tuning file whose curve and CCM the network was trained in, after train --harmonise that of the other platform',
    default: '',
    file: TUNING,
  },
  {
    name: 'installPath',
    flags: '--install-path <dir>',
    description: 'libcamera: absolute folder on the Pi where the model will lie',
    default: '',
  },
] as const satisfies readonly ExportOption[];

export const libcameraExporter: Exporter = {
  title: 'libcamera',
  description:
    'NAME.tflite and the tuning file of a sensor with rpi.nn.awb on, for the camera of a Raspberry Pi',
  options: OPTIONS,
  examinesFrames: false,
  notesErrors: false,
  async write(model, settings) {
    const { exportForCamera } = await import('./export-for-camera.js');
    return exportForCamera(model, settings);
  },
};
