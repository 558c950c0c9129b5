import { MediaError } from '../error.ts';
import type { Capture, CaptureOptions } from './capture.ts';
import { type CheckedOptions, checkOptions } from './options.ts';

/**
 * Opens a source of pictures by its name.
 *
 * | spec | source |
 * |---|---|
 * | `test:room`, `test:room?room=N` | a synthetic room with people |
 * | `x11:DISPLAY` | what an X server shows, e.g. `x11::0` |
 * | `file:PATH` | a video file, at its own rate, over and over |
 * | `v4l2:DEVICE` | a camera on Linux, e.g. `v4l2:/dev/video0` |
 * | `avfoundation:N` | a camera on macOS by number or name |
 * | `dshow:NAME` | a camera on Windows by name |
 * | `snapshot:COMMAND` | a command that writes one image to its standard output, run over and over |
 *
 * The code of a source is loaded when it is chosen.
 *
 * @throws MediaError `bad-spec` for a specification or option that makes no sense, `not-found`, `denied`, `busy` or `unsupported` for a
 *   source that cannot be had
 */
export async function openCapture(spec: string, options: CaptureOptions): Promise<Capture> {
  return openSource(spec, checkOptions(options));
}

/** Opens a source with options that were checked. */
export async function openSource(spec: string, options: CheckedOptions): Promise<Capture> {
  const colon = spec.indexOf(':');
  const kind = colon < 0 ? spec : spec.slice(0, colon);
  const rest = colon < 0 ? '' : spec.slice(colon + 1);
  const open = SOURCES.get(kind);
  if (!open) {
    throw new MediaError(
      'bad-spec',
      `${spec}: no such source of pictures; ${[...SOURCES.keys()].join(':, ')}: are known`,
      {
        subject: spec,
      },
    );
  }
  return open(rest, options);
}

type Open = (rest: string, options: CheckedOptions) => Promise<Capture>;

const SOURCES: ReadonlyMap<string, Open> = new Map<string, Open>([
  ['test', async (rest, options) => (await import('./shaped-room.ts')).openShapedRoom(rest, options)],
  ['x11', async (rest, options) => (await import('./x11-capture.ts')).openX11Capture(rest, options)],
  ['file', async (rest, options) => (await import('./file-capture.ts')).openFileCapture(rest, options)],
  ['v4l2', async (rest, options) => (await import('./v4l2-capture.ts')).openV4l2Capture(rest, options)],
  [
    'avfoundation',
    async (rest, options) =>
      (await import('./avfoundation-capture.ts')).openAvfoundationCapture(rest, options),
  ],
  ['dshow', async (rest, options) => (await import('./dshow-capture.ts')).openDshowCapture(rest, options)],
  [
    'snapshot',
    async (rest, options) => (await import('./snapshot-capture.ts')).openSnapshotCapture(rest, options),
  ],
]);
