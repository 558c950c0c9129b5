import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The visible part of a monitor, metres. */
export interface MonitorSize {
  readonly widthM: number;
  readonly heightM: number;
}

/**
 * The size in the data that a monitor says about itself; undefined when it says none. VESA E-EDID 1.4: of the preferred
 * timing in millimetres (section 3.10.2), else of the screen in centimetres (section 3.6.2).
 */
export function sizeOfEdid(edid: Uint8Array): MonitorSize | undefined {
  if (edid.length < 128 || !startsLikeEdid(edid)) return undefined;
  const isTiming = edid[54] !== 0 || edid[55] !== 0;
  const widthMm = edid[66]! | ((edid[68]! & 0xf0) << 4);
  const heightMm = edid[67]! | ((edid[68]! & 0x0f) << 8);
  if (isTiming && isPlausible(widthMm, heightMm)) return { widthM: widthMm / 1000, heightM: heightMm / 1000 };
  const [widthCm, heightCm] = [edid[21]!, edid[22]!];
  if (!isPlausible(widthCm * 10, heightCm * 10)) return undefined;
  return { widthM: widthCm / 100, heightM: heightCm / 100 };
}

/** The size of the only monitor of this machine, where the system knows it; undefined for none, several, or elsewhere. */
export function onlyMonitorSize(directory: string = '/sys/class/drm'): MonitorSize | undefined {
  try {
    const sizes = readdirSync(directory).flatMap((name) => {
      const edid = edidOf(join(directory, name));
      return edid === undefined || edid.length === 0 ? [] : [sizeOfEdid(edid)];
    });
    return sizes.length === 1 ? sizes[0] : undefined;
  } catch {
    return undefined;
  }
}

function edidOf(connector: string): Uint8Array | undefined {
  try {
    return readFileSync(join(connector, 'edid'));
  } catch {
    return undefined;
  }
}

function startsLikeEdid(edid: Uint8Array): boolean {
  return edid.subarray(0, 8).every((value, index) => value === (index === 0 || index === 7 ? 0 : 0xff));
}

/** Projectors say zero, or a ratio such as 16 to 9. */
function isPlausible(widthMm: number, heightMm: number): boolean {
  return widthMm >= 100 && heightMm >= 100;
}
