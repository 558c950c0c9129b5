import uPlot from 'uplot';
import { HISTORY_S, type LatencyHistory } from './latency-history.ts';

const AXIS_WIDTH = 36;

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

  /** @param nowS the right end of the chart, in unix seconds of the server. @param topMs the upper end. */
  draw(nowS: number, topMs: number): void {
    this.#nowS = nowS;
    this.#topMs = topMs;
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
    return {
      width,
      height,
      padding: [7, 1, 7, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { time: false, range: () => [this.#nowS - HISTORY_S, this.#nowS] },
        y: { range: () => [0, this.#topMs] },
      },
      axes: [
        { show: false },
        {
          stroke: label,
          font,
          size: AXIS_WIDTH,
          gap: 8,
          ticks: { show: false },
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
}

/** The light under the line: strongest at the top. */
function fade(plot: uPlot, accent: string): CanvasGradient {
  const { top, height } = plot.bbox;
  const gradient = plot.ctx.createLinearGradient(0, top, 0, top + Math.max(1, height));
  gradient.addColorStop(0, `${accent}55`);
  gradient.addColorStop(1, `${accent}08`);
  return gradient;
}
