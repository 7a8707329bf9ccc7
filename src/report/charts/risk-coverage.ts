/** Mean error of the surest pictures against the share of them that is kept. */
import type { RiskCoverage } from '../../metrics/index.js';
import type { ChartOption } from './chart-option.js';
import { axis, type DrawnOption, frame, MUTED } from './frame.js';
import { seriesColour } from './palette.js';

/** A method that tells how sure it is. */
export interface NamedRisk extends Pick<RiskCoverage, 'curve' | 'randomAurc'> {
  readonly name: string;
}

/** Curves that can be told apart. */
const MAX_CURVES = 6;

/** A curve a method, at most six, and dashed what the first would have if it were no surer of one picture than of another. */
export function riskCoverageOption(methods: readonly NamedRisk[]): ChartOption {
  const drawn = methods.slice(0, MAX_CURVES);
  const [first] = drawn;
  const random = first
    ? [
        [0, first.randomAurc],
        [100, first.randomAurc],
      ]
    : [];
  return {
    ...frame(drawn.length > 1),
    xAxis: { ...axis('pictures kept, the surest first (%)', 30), min: 0, max: 100 },
    yAxis: { ...axis('mean recovery error (degrees)', 44), min: 0 },
    series: [
      ...drawn.map(({ name, curve }, index) => ({
        type: 'line' as const,
        silent: true,
        name,
        showSymbol: false,
        data: curve.map(({ coverage, risk }) => [100 * coverage, risk]),
        lineStyle: { width: index === 0 ? 3 : 2, color: seriesColour(index) },
        itemStyle: { color: seriesColour(index) },
      })),
      {
        type: 'line',
        silent: true,
        showSymbol: false,
        data: random,
        lineStyle: { width: 1, type: 'dashed', color: MUTED },
      },
    ],
  } satisfies DrawnOption;
}
