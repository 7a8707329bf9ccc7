export type {
  Exported,
  ExportedFile,
  Exporter,
  ExportInput,
  ExportOption,
  ExportSettings,
} from './exporter.js';
export { formatOptions, formatSettings } from './format-settings.js';
export { EXPORTERS, type ExportFormat } from './registry.js';
