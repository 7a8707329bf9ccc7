export type {
  Exported,
  ExportedFile,
  Exporter,
  ExportOption,
  ExportSettings,
} from './exporter.js';
export { formatOptions, formatSettings } from './format-settings.js';
export { EXPORTERS, type ExportFormat } from './registry.js';
