/** All formats of exports, by the name that a command takes. */
import { awbExporter } from '../awb/exporter.js';
import { cExporter } from '../c/exporter.js';
import { libcameraExporter } from '../libcamera/exporter.js';
import { onnxExporter } from '../onnx/exporter.js';
import { safetensorsExporter } from '../safetensors/exporter.js';
import { tfliteExporter } from '../tflite/exporter.js';
import { wasmExporter } from '../wasm/exporter.js';
import type { Exporter } from './exporter.js';

export const EXPORTERS = {
  c: cExporter,
  onnx: onnxExporter,
  tflite: tfliteExporter,
  libcamera: libcameraExporter,
  wasm: wasmExporter,
  awb: awbExporter,
  safetensors: safetensorsExporter,
} as const satisfies Readonly<Record<string, Exporter>>;

export type ExportFormat = keyof typeof EXPORTERS;
