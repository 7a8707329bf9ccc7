export type {
  Exported,
  ExportedFile,
  Exporter,
  ExportOption,
  ExportSettings,
} from './exporter.js';
export { EXPORTERS, type ExportFormat } from './registry.js';
