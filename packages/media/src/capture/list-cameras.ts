import { Device } from 'node-av/lib';
import { type CameraMode, modesOf } from './camera-mode.ts';

/** A camera that is there. */
export interface PresentCamera {
  /** As `openCapture` takes it. */
  readonly spec: string;
  /** What the system calls it, for people. */
  readonly name: string;
  /** Empty where they cannot be found out. */
  readonly modes: readonly CameraMode[];
}

/** All cameras of this machine, none of which is opened for pictures; empty where there is none or that cannot be found out. */
export async function listCameras(): Promise<readonly PresentCamera[]> {
  const kind = kinds.get(process.platform);
  if (kind === undefined) return [];
  const present: PresentCamera[] = [];
  for (const { name, description } of videoDevices()) {
    // macOS counts its cameras, the others call them by name.
    const called = kind === 'avfoundation' ? String(present.length) : name;
    present.push({ spec: `${kind}:${called}`, name: description || name, modes: await modesOf(name) });
  }
  return present;
}

const kinds: ReadonlyMap<string, string> = new Map([
  ['linux', 'v4l2'],
  ['darwin', 'avfoundation'],
  ['win32', 'dshow'],
]);

function videoDevices(): { name: string; description: string | null }[] {
  try {
    return Device.listSync().filter((device) => device.type === 'video');
  } catch {
    return [];
  }
}
