import uPlot from 'uplot';
import { HISTORY_S, type LatencyHistory } from './latency-history.ts';
import { greatest, topMs } from './scale.ts';

const TICK_S = 15;
const AXIS_WIDTH = 34;
const AXIS_HEIGHT = 20;

/** Draws a {@link LatencyHistory} into an element and follows the element's size. */
export class LatencyPlot {
  readonly #plot: uPlot;
  readonly #history: LatencyHistory;
  readonly #sizes: ResizeObserver;
  #nowS = 0;
  #topMs = 0;

  constructor(host: HTMLElement, history: LatencyHistory) {
    this.#history = history;
    const { clientWidth: width, clientHeight: height } = host;
    this.#plot = new uPlot(this.#options(host, width, height), history.columns, host);
    this.#sizes = new ResizeObserver(() => {
      this.#plot.setSize({ width: host.clientWidth, height: host.clientHeight });
    });
    this.#sizes.observe(host);
  }

  /** @param nowS the right end of the chart, in unix seconds of the server. */
  draw(nowS: number): void {
    this.#nowS = nowS;
    const [times, medians, tails] = this.#history.columns;
    const from = times.findIndex((timeS) => timeS >= nowS - HISTORY_S);
    this.#topMs = topMs(from < 0 ? 0 : greatest([medians, tails], from) * 1.05);
    this.#plot.setData(this.#history.columns);
  }

  close(): void {
    this.#sizes.disconnect();
    this.#plot.destroy();
  }

  #options(host: HTMLElement, width: number, height: number): uPlot.Options {
    const style = getComputedStyle(host);
    const colour = (name: string): string => style.getPropertyValue(name).trim();
    const [accent, tail, grid, label] = [
      colour('--accent'),
      colour('--dim'),
      colour('--line'),
      colour('--faint'),
    ];
    const font = `11px ${style.fontFamily}`;
    const axis: uPlot.Axis = { stroke: label, font, gap: 6, ticks: { show: false } };
    return {
      width,
      height,
      padding: [6, 0, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { time: false, range: () => [this.#nowS - HISTORY_S, this.#nowS] },
        y: { range: () => [0, this.#topMs] },
      },
      axes: [
        {
          ...axis,
          size: AXIS_HEIGHT,
          grid: { show: false },
          splits: () => [4, 3, 2, 1, 0].map((step) => this.#nowS - step * TICK_S),
          values: (_plot, splits) => splits.map((atS) => this.#agoText(atS)),
        },
        {
          ...axis,
          side: 1 as uPlot.Axis.Side,
          size: AXIS_WIDTH,
          grid: { stroke: grid, width: 1 },
          splits: () => [0, this.#topMs / 2, this.#topMs],
        },
      ],
      series: [
        {},
        { stroke: accent, width: 1.75, fill: (plot) => fade(plot, accent), points: { show: false } },
        { stroke: tail, width: 1, points: { show: false } },
      ],
    };
  }

  #agoText(atS: number): string {
    const agoS = Math.round(this.#nowS - atS);
    return agoS === 0 ? 'now' : `${agoS} s`;
  }
}

/** The light under the line: strongest at the top. */
function fade(plot: uPlot, accent: string): CanvasGradient {
  const { top, height } = plot.bbox;
  const gradient = plot.ctx.createLinearGradient(0, top, 0, top + Math.max(1, height));
  gradient.addColorStop(0, `${accent}55`);
  gradient.addColorStop(1, `${accent}08`);
  return gradient;
}
