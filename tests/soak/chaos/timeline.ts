import { CustomChart, LineChart } from 'echarts/charts';
import { GridComponent, TitleComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { Away } from '../../e2e/stage/presence.ts';

use([CustomChart, LineChart, GridComponent, TitleComponent, SVGRenderer]);

const [width, rowPx, topPx] = [1200, 30, 70];
const [blue, red, grey] = ['#0072b2', '#d55e00', '#999999'];

/** What is drawn: times in s since the start. */
export interface Timeline {
  readonly title: string;
  readonly seconds: number;
  readonly rows: readonly { readonly name: string; readonly aways: readonly Away[] }[];
  readonly faults: readonly { readonly atS: number; readonly isHealed: boolean }[];
  /** Memory of all processes, MB. */
  readonly memory: readonly (readonly [atS: number, mb: number])[];
}

/** Draws when picture and sound were away, when what went wrong, and the memory, as SVG. */
export function drawTimeline({ title, seconds, rows, faults, memory }: Timeline): string {
  const names = [...rows.map(({ name }) => name), 'faults'];
  const bars = rows.flatMap(({ aways }, row) =>
    aways.map(({ fromMs, toMs }) => [row, fromMs / 1000, toMs / 1000, red]),
  );
  const marks = faults.map(({ atS, isHealed }) => [rows.length, atS, atS, isHealed ? blue : red]);
  const height = names.length * rowPx;
  const x = { type: 'value' as const, min: 0, max: seconds, splitLine: { show: false } };
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height: topPx + height + 240 });
  chart.setOption({
    backgroundColor: '#ffffff',
    animation: false,
    title: { text: title, left: 'center', top: 14, textStyle: { fontSize: 16 } },
    grid: [
      { left: 210, right: 30, top: topPx, height },
      { left: 210, right: 30, top: topPx + height + 50, height: 130 },
    ],
    xAxis: [x, { ...x, gridIndex: 1, name: 's', nameLocation: 'middle', nameGap: 26 }],
    yAxis: [
      { type: 'category', data: names, inverse: true, axisTick: { show: false } },
      { type: 'value', gridIndex: 1, name: 'MB in all processes', scale: true },
    ],
    series: [
      {
        type: 'custom',
        renderItem(
          _: unknown,
          api: { value(at: number): number | string; coord(point: [number, number]): [number, number] },
        ) {
          const row = Number(api.value(0));
          const [left, middle] = api.coord([Number(api.value(1)), row]);
          const [right] = api.coord([Number(api.value(2)), row]);
          const shape = {
            x: left,
            y: middle - rowPx / 3,
            width: Math.max(1, right - left),
            height: (rowPx * 2) / 3,
          };
          return { type: 'rect', shape, style: { fill: String(api.value(3)) } };
        },
        data: [...bars, ...marks],
        encode: { x: [1, 2], y: 0 },
      },
      {
        type: 'line',
        xAxisIndex: 1,
        yAxisIndex: 1,
        data: memory.map((point) => [...point]),
        showSymbol: false,
        lineStyle: { color: grey },
      },
    ],
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}
