export { type CExport, type CExportOptions, type CFile, exportC } from './c/export-c.js';
export type { WeightFormat } from './c/kernels/convolution.js';
