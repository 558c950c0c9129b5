import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { LineChart } from 'echarts/charts';
import {
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  TitleComponent,
} from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

use([
  LineChart,
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  TitleComponent,
  SVGRenderer,
]);

const folder = fileURLToPath(new URL('plots/', import.meta.url));
const width = 960;

/** A line of a plot. */
export interface Curve {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly color: string;
  /** Drawn as steps from one point to the next. */
  readonly isStepped?: boolean;
  /** Dots for the points and no line. */
  readonly isDots?: boolean;
  readonly isDashed?: boolean;
}

export interface Axis {
  readonly name: string;
  readonly min?: number;
  readonly max?: number;
  /** Labels of marks on the axis, where the numbers themselves say nothing. */
  readonly label?: (value: number) => string;
  readonly interval?: number;
}

/** Panels under each other that share their horizontal axis. */
export interface Plot {
  readonly title: string;
  readonly subtitle?: string;
  readonly x: Axis;
  readonly panels: readonly { readonly y: Axis; readonly curves: readonly Curve[] }[];
  /** Vertical lines with a word each. */
  readonly marks?: readonly { readonly x: number; readonly name: string }[];
  /** Stretches of the horizontal axis that stand out. */
  readonly stretches?: readonly { readonly from: number; readonly to: number; readonly name: string }[];
}

/** Colours that are told apart, also by people who see fewer of them (Okabe and Ito). */
export const colors = {
  ajar: '#0072b2',
  simple: '#009e73',
  fixed: '#cc79a7',
  rs: '#e69f00',
  raw: '#d55e00',
  other: '#999999',
  black: '#333333',
} as const;

/** Writes `bench/plots/NAME.svg` and returns its path from `bench/`. */
export function writePlot(name: string, plot: Plot): string {
  return writeSvg(name, renderPlot(plot));
}

/** Writes an SVG to `bench/plots/NAME.svg` and returns its path from `bench/`. */
export function writeSvg(name: string, svg: string): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}${name}.svg`, svg);
  return `plots/${name}.svg`;
}

const topPx = 108;
const panelPx = 220;
const gapPx = 54;

/** The plot as SVG. */
export function renderPlot(plot: Plot): string {
  const { panels } = plot;
  const height = topPx + panels.length * (panelPx + gapPx);
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  chart.setOption({
    backgroundColor: '#ffffff',
    animation: false,
    title: {
      text: plot.title,
      ...(plot.subtitle !== undefined && { subtext: plot.subtitle }),
      left: 'center',
      textStyle: { fontSize: 16, color: colors.black },
    },
    legend: { top: topPx - 36, data: legendOf(plot) },
    grid: panels.map((_, index) => ({
      left: 70,
      right: 30,
      top: topPx + index * (panelPx + gapPx),
      height: panelPx,
    })),
    xAxis: panels.map((_, index) => axis(plot.x, index, index === panels.length - 1)),
    yAxis: panels.map(({ y }, index) => axis(y, index, true)),
    series: panels.flatMap(({ curves }, index) =>
      curves.map((curve, order) => series(curve, index, order === 0 ? plot : undefined)),
    ),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}

function legendOf({ panels }: Plot): { name: string; itemStyle: { color: string } }[] {
  const names = new Map(panels.flatMap(({ curves }) => curves.map(({ name, color }) => [name, color])));
  return [...names].map(([name, color]) => ({ name, itemStyle: { color } }));
}

function axis({ name, min, max, label, interval }: Axis, index: number, isNamed: boolean): object {
  return {
    type: 'value',
    gridIndex: index,
    name: isNamed ? name : '',
    nameLocation: 'middle',
    nameGap: 42,
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    ...(interval !== undefined && { interval }),
    axisLabel: { ...(label !== undefined && { formatter: label }), color: colors.black },
    nameTextStyle: { color: colors.black },
    splitLine: { lineStyle: { color: '#e8e8e8' } },
  };
}

function series(curve: Curve, panel: number, plot: Plot | undefined): object {
  const { name, points, color, isStepped, isDots, isDashed } = curve;
  return {
    type: 'line',
    name,
    xAxisIndex: panel,
    yAxisIndex: panel,
    data: points.map(([x, y]) => [x, y]),
    showSymbol: isDots === true,
    symbol: 'circle',
    symbolSize: 3,
    ...(isStepped === true && { step: 'end' }),
    lineStyle: { width: isDots === true ? 0 : 1.6, color, ...(isDashed === true && { type: 'dashed' }) },
    itemStyle: { color },
    connectNulls: false,
    ...(plot?.marks !== undefined && {
      markLine: {
        silent: true,
        symbol: 'none',
        lineStyle: { color: colors.other, type: 'dashed' },
        label: { formatter: '{b}', color: colors.black, position: 'insideEndTop' },
        data: plot.marks.map((mark) => ({ name: mark.name, xAxis: mark.x })),
      },
    }),
    ...(plot?.stretches !== undefined && {
      markArea: {
        silent: true,
        itemStyle: { color: '#f3d9d9', opacity: 0.6 },
        label: { color: colors.black, position: 'insideTop' },
        data: plot.stretches.map(({ from, to, name: word }) => [{ name: word, xAxis: from }, { xAxis: to }]),
      },
    }),
  };
}
