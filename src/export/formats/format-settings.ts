/** The settings of all formats together, for those who offer them beside one another. */
import type { Exporter, ExportOption } from './exporter.js';
import { EXPORTERS, type ExportFormat } from './registry.js';

/** Options of all formats, each with the formats that it belongs to. */
export function formatOptions(): Map<ExportOption, ExportFormat[]> {
  const owners = new Map<ExportOption, ExportFormat[]>();
  for (const [format, { options }] of Object.entries(EXPORTERS) as [ExportFormat, Exporter][])
    for (const option of options) owners.set(option, [...(owners.get(option) ?? []), format]);
  return owners;
}

/** A format's own settings out of values by name. Throws RangeError for one of another format that is not left at its default. */
export function formatSettings(
  format: ExportFormat,
  given: Readonly<Record<string, unknown>>,
): Record<string, string | boolean> {
  const settings: Record<string, string | boolean> = {};
  for (const [option, owners] of formatOptions()) {
    const value = (given[option.name] as string | boolean | undefined) ?? option.default;
    if (owners.includes(format)) settings[option.name] = value;
    else if (value !== option.default) {
      const flag = option.flags.split(' ')[0];
      throw new RangeError(
        `${flag}: expected --format ${owners.join(' or ')} with it, got ${format}`,
      );
    }
  }
  return settings;
}
