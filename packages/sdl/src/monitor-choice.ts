import { findMonitor, type Monitor } from './monitors.ts';

/** A monitor as far as its place matters. */
export type MonitorPlace = Pick<Monitor, 'index' | 'name' | 'x' | 'y' | 'width' | 'height'>;

/** What a window does after monitors came or went: nothing, cover that monitor, or be a window on that one. */
export type MonitorChoice =
  | { readonly act: 'stay' }
  | { readonly act: 'cover' | 'retreat'; readonly monitor: MonitorPlace };

/**
 * Where a window belongs that a person wants full screen. On its named monitor whenever that is there, and while it is away
 * in a window on the first one: a monitor that nobody named is somebody's desk. With no name it covers the first one.
 *
 * @param wanted index, name or part of the name of the monitor; undefined: any
 * @param covered what is covered now; undefined: it is a window for the time being
 */
export function chooseMonitor(
  monitors: readonly MonitorPlace[],
  wanted: string | number | undefined,
  covered: MonitorPlace | undefined,
): MonitorChoice {
  const [first] = monitors;
  // With the last monitor gone there is nowhere to go: the next one to come asks again.
  if (first === undefined) return STAY;
  const home = wanted === undefined ? whereCovered(monitors, covered) : findMonitor(monitors, wanted);
  if (home === undefined && wanted !== undefined) {
    return covered === undefined ? STAY : { act: 'retreat', monitor: first };
  }
  const target = home ?? first;
  return covered !== undefined && isSamePlace(target, covered) ? STAY : { act: 'cover', monitor: target };
}

/**
 * How to find a monitor again after others came or went, which moves the numbers: by its name, unless another has the same.
 */
export function lastingName(monitors: readonly MonitorPlace[], monitor: MonitorPlace): string | number {
  const alike = monitors.filter(({ name }) => name.toLowerCase().includes(monitor.name.toLowerCase()));
  const isNumber = /^\d+$/.test(monitor.name.trim());
  return alike.length === 1 && !isNumber && monitor.name.trim() !== '' ? monitor.name : monitor.index;
}

function whereCovered(
  monitors: readonly MonitorPlace[],
  covered: MonitorPlace | undefined,
): MonitorPlace | undefined {
  if (covered === undefined) return undefined;
  return monitors.find((monitor) => isSamePlace(monitor, covered)) ?? findMonitor(monitors, covered.name);
}

function isSamePlace(a: MonitorPlace, b: MonitorPlace): boolean {
  return a.name === b.name && a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;
}

const STAY: MonitorChoice = Object.freeze({ act: 'stay' });
