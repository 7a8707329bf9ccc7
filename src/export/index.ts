export type { LocusLight } from '../model/index.js';
export { identifierFrom } from '../text/index.js';
export { type CExport, type CExportOptions, type CFile, exportC } from './c/export-c.js';
export { type CameraModel, modelForCamera } from './for-camera.js';
export * from './formats/index.js';
export { type Int8Weights, roundToInt8 } from './int8.js';
export { withInt8Weights } from './int8-model.js';
export type { Arithmetic, MapRange, Ranges } from './integer/byte-steps.js';
export { integerPass } from './integer/integer-pass.js';
export { measureRanges } from './integer/measure-ranges.js';
export { exportCamera } from './libcamera/export-camera.js';
export { exportOnnx, ONNX_OPSET, type OnnxExportOptions } from './onnx/export-onnx.js';
export { exportTflite, type TfliteExportOptions } from './tflite/export-tflite.js';
export {
  exportWasm,
  type WasmExport,
  type WasmExportOptions,
  type WasmFile,
} from './wasm/export-wasm.js';
export type { WeightFormat } from './weight-format.js';
export { requireWhitePoint } from './white-point-only.js';
