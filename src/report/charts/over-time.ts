/** Lines over the frames of a sequence: what estimates say, and what filters make of them. */
import type { ChartOption } from './chart-option.js';
import { axis, type DrawnOption, frame, MUTED } from './frame.js';
import { seriesColour } from './palette.js';

/** A line, one value a frame from the sequence's first on. */
export interface FrameLine {
  readonly name: string;
  readonly values: ArrayLike<number>;
  /** Drawn thin and grey behind the others: what the others were made of. */
  readonly isInput?: boolean;
}

/** Lines over frames; `what` names the axis, with its unit. */
export function overTimeOption(lines: readonly FrameLine[], what: string): ChartOption {
  const inputs = lines.filter(({ isInput }) => isInput);
  const answers = lines.filter(({ isInput }) => !isInput);
  const option: DrawnOption = {
    ...frame(true),
    xAxis: { ...axis('frame', 30), min: 0, max: 'dataMax' },
    yAxis: axis(what, 44),
    series: [...inputs, ...answers].map((line) => {
      const color = line.isInput ? MUTED : seriesColour(answers.indexOf(line));
      return {
        type: 'line',
        silent: true,
        name: line.name,
        showSymbol: false,
        data: Array.from(line.values, (value, index) => [index, value]),
        lineStyle: { width: line.isInput ? 1 : 2, color, opacity: line.isInput ? 0.6 : 1 },
        itemStyle: { color },
      };
    }),
  };
  return option;
}
