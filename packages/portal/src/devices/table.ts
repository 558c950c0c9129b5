import type { PresentCamera } from '@ajar/media';
import type { Monitor } from '@ajar/screen';
import type { Devices } from './survey.ts';

const mostModes = 6;

/** What a machine has, for people: a heading and its lines for each kind. */
export function deviceTable(devices: Devices): string[] {
  const problemOf = (kind: string): string | undefined =>
    devices.problems.find((problem) => problem.kind === kind)?.message;
  const section = (heading: string, kind: string, lines: readonly string[], none: string): string[] => {
    const problem = problemOf(kind);
    const empty = problem === undefined ? none : `not known: ${problem}`;
    return [heading, ...(lines.length === 0 ? [empty] : lines).map((line) => `  ${line}`)];
  };
  const working = devices.encoders.filter(({ works }) => works);
  const failing = devices.encoders.filter(({ works }) => !works);
  return [
    ...section(
      'Cameras',
      'cameras',
      devices.cameras.flatMap(cameraLines),
      'no camera; test:room works without one',
    ),
    ...section(
      'Microphones',
      'sound',
      devices.microphones.map((name) => `device:${name}`),
      'no microphone; the other room hears nothing, test:speech works without one',
    ),
    ...section(
      'Loudspeakers',
      'sound',
      devices.loudspeakers.map((name) => `device:${name}`),
      'no loudspeaker; nothing is heard here',
    ),
    ...section(
      'Monitors',
      'monitors',
      devices.monitors.map(monitorLine),
      'no monitor; the page (browser:) works without one',
    ),
    ...section(
      'Video encoders, in the order of trying',
      'encoders',
      aligned(working.map(({ name, codec, hardware }) => [name, codec, hardware ? 'hardware' : 'software'])),
      'none works; npm ci installs FFmpeg anew',
    ),
    ...(failing.length === 0 ? [] : [`  not here: ${failing.map(({ name }) => name).join(' ')}`]),
    ...section(
      'Video that can be decoded',
      'decoders',
      decoderLine(devices),
      'none; npm ci installs FFmpeg anew',
    ),
  ];
}

function cameraLines({ spec, name, modes }: PresentCamera): string[] {
  const shown = modes
    .toSorted((a, b) => b.width * b.height - a.width * a.height || b.fps - a.fps)
    .map(({ width, height, fps, format }) => `${width}x${height}@${fps} ${format ?? 'compressed'}`);
  const list = [...new Set(shown)];
  const more = list.length > mostModes ? `, ${list.length - mostModes} more (--json)` : '';
  const lines = [name === spec.slice(spec.indexOf(':') + 1) ? spec : `${spec}  ${name}`];
  if (list.length > 0) lines.push(`  ${list.slice(0, mostModes).join(', ')}${more}`);
  return lines;
}

function monitorLine({ index, name, x, y, width, height, refreshHz, scale }: Monitor): string {
  const refresh = refreshHz === 0 ? '' : ` ${refreshHz} Hz`;
  const pixels = scale === 1 ? '' : `, ${scale} pixels to a point`;
  return `${index}  ${name}  ${width}x${height}${refresh} at ${x},${y}${pixels}`;
}

function decoderLine({ decoders }: Devices): string[] {
  return decoders.length === 0 ? [] : [decoders.join(' ')];
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows.reduce<number[]>(
    (most, row) => row.map((cell, at) => Math.max(most[at] ?? 0, cell.length)),
    [],
  );
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at]!))
      .join('  ')
      .trimEnd(),
  );
}
