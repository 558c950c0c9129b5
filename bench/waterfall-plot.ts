import { BarChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TitleComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { colors, writeSvg } from './plots.ts';
import { ends, type Fall, type Waterfall } from './waterfall.ts';

use([BarChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);

const width = 960;
const topPx = 90;
const stagePx = 22;
const titlePx = 34;
const gapPx = 46;

/** Writes `bench/plots/NAME.svg` and returns its path from `bench/`. */
export function writeWaterfalls(name: string, title: string, falls: readonly Waterfall[]): string {
  return writeSvg(name, renderWaterfalls(title, falls));
}

/** Waterfalls under each other as SVG, on one scale of milliseconds each. */
export function renderWaterfalls(title: string, falls: readonly Waterfall[]): string {
  const tops = placed(falls);
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height: tops.endPx });
  chart.setOption({
    backgroundColor: '#ffffff',
    animation: false,
    title: [
      { text: title, left: 'center', top: 12, textStyle: { fontSize: 16, color: colors.black } },
      ...falls.map((fall, index) => ({
        text: `${fall.title}: p50 ${fall.whole.p50 ?? '–'} ms, p99 ${fall.whole.p99 ?? '–'} ms`,
        left: 20,
        top: tops.panels[index]!.top - titlePx + 6,
        textStyle: { fontSize: 13, color: colors.black },
      })),
    ],
    legend: { top: 40, data: ['median', 'up to p99'] },
    grid: tops.panels.map(({ top, height }) => ({ left: 190, right: 90, top, height })),
    xAxis: falls.map((_, gridIndex) => ({
      type: 'value',
      gridIndex,
      axisLabel: { formatter: '{value} ms', color: colors.black },
      splitLine: { lineStyle: { color: '#e8e8e8' } },
    })),
    yAxis: falls.map(({ stages }, gridIndex) => ({
      type: 'category',
      gridIndex,
      inverse: true,
      data: stages.map(({ name }) => name),
      axisLabel: { color: colors.black },
      axisTick: { show: false },
    })),
    series: falls.flatMap(seriesOf),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}

function labelOf({ p50, p99 }: Fall): string {
  return p99 === null ? `${p50}` : `${p50} / ${p99}`;
}

function placed(falls: readonly Waterfall[]): { panels: { top: number; height: number }[]; endPx: number } {
  let endPx = topPx;
  const panels = falls.map(({ stages }) => {
    const panel = { top: endPx + titlePx, height: stages.length * stagePx };
    endPx = panel.top + panel.height + gapPx;
    return panel;
  });
  return { panels, endPx };
}

function seriesOf({ stages }: Waterfall, index: number): object[] {
  const bars = ends(stages);
  const common = { type: 'bar', stack: `${index}`, xAxisIndex: index, yAxisIndex: index, barWidth: '62%' };
  return [
    {
      ...common,
      name: 'before',
      itemStyle: { opacity: 0 },
      data: bars.map(({ startMs }) => startMs),
    },
    {
      ...common,
      name: 'median',
      itemStyle: { color: colors.ajar },
      data: bars.map(({ fall }) => fall.p50),
    },
    {
      ...common,
      name: 'up to p99',
      itemStyle: { color: '#b8d6e8' },
      data: bars.map(({ fall }) => Math.max(0, (fall.p99 ?? 0) - fall.p50)),
      label: {
        show: true,
        position: 'right',
        color: colors.black,
        fontSize: 11,
        formatter: ({ dataIndex }: { dataIndex: number }) => labelOf(stages[dataIndex]!),
      },
    },
  ];
}
