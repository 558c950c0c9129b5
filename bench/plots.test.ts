import assert from 'node:assert/strict';
import { test } from 'node:test';
import { latencyPlot } from './latency-plot.ts';
import { renderPlot } from './plots.ts';

test('a plot is an SVG with its title, its axes and every curve’s name', () => {
  const svg = renderPlot({
    title: 'An outage',
    x: { name: 'seconds' },
    panels: [
      {
        y: { name: 'latency, ms' },
        curves: [
          {
            name: 'Ajar',
            color: '#0072b2',
            points: [
              [0, 20],
              [1, 30],
            ],
          },
        ],
      },
      {
        y: { name: 'Mbit/s' },
        curves: [
          {
            name: 'sent',
            color: '#d55e00',
            points: [
              [0, 40],
              [1, 20],
            ],
            isStepped: true,
          },
        ],
      },
    ],
    stretches: [{ from: 0.2, to: 0.4, name: 'gone' }],
  });

  assert.match(svg, /^<svg /);
  for (const text of ['An outage', 'seconds', 'latency, ms', 'Mbit/s', 'Ajar', 'sent', 'gone']) {
    assert.ok(svg.includes(text), text);
  }
});

test('a curve of latencies ends where the frames do that came', () => {
  const sortedMs = Array.from({ length: 90 }, (_, index) => index + 1);

  const { panels } = latencyPlot(
    '',
    [{ name: '', carriers: [{ name: '', color: '', sortedMs, frames: 100 }] }],
    200,
  );

  const { points } = panels[0]!.curves[0]!;
  assert.deepEqual(points[0], [1, 0]);
  assert.equal(points.at(-1)![1], 1, 'nine of ten came: one nine');
  assert.equal(points.at(-1)![0], 90);
});
