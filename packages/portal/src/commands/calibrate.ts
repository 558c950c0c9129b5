import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { askMeasures, parseAnswer, type Terminal } from '../calibrate/dialogue.ts';
import { screenOf } from '../calibrate/geometry.ts';
import { type MeasureName, measures, type RoomMeasures } from '../calibrate/measures.ts';
import { configFile, measuresIn, readMeasures, writeMeasures } from '../calibrate/measures-file.ts';
import { onlyMonitorSize } from '../calibrate/monitor-size.ts';
import { describe, reportOn } from '../calibrate/report.ts';
import { showTestPicture } from '../calibrate/show-test-picture.ts';
import { ConfigError } from '../config/error.ts';
import { defaultSettings } from '../config/settings.ts';
import { loadSettings, withFlags } from '../config/settings-file.ts';
import { parseNumber } from '../config/values.ts';

/** The flags of `ajar calibrate`, as they were typed. Those of the measures are read by their names. */
interface Flags {
  readonly state?: string;
  readonly config?: string;
  readonly show?: boolean;
  readonly from?: string;
  readonly json?: boolean;
  readonly testPicture?: boolean;
  readonly videoOut: string;
  readonly monitor?: string;
  readonly seconds?: string;
}

/** `ajar calibrate`: asks for a room's measures, or takes them from flags, and writes them into the configuration. */
export async function calibrate(flags: object): Promise<number> {
  const { state, config, show = false, from, json = false, testPicture = false } = flags as Flags;
  const { videoOut, monitor, seconds } = flags as Flags;
  const endAfterS = seconds === undefined ? undefined : readSeconds(seconds);
  const file = configFile(state, config);
  const known = readMeasures(file);
  const settings = existsSync(file)
    ? loadSettings({ config: file, monitor })
    : withFlags(defaultSettings, { monitor });
  const given = { ...(from === undefined ? {} : readFrom(from)), ...readFlags(flags) };
  const isScripted = Object.keys(given).length > 0 || from !== undefined;
  if (show && isScripted) throw new ConfigError('--show: only prints; leave it out to write measures');

  const isAsking = !show && !isScripted && !testPicture;
  const room = isAsking ? await askPerson(known) : { ...known, ...given };
  if (room === undefined) {
    process.stderr.write('\najar: broken off; nothing was changed\n');
    return 1;
  }
  if (isAsking || isScripted) writeMeasures(file, room);
  const report = reportOn(file, room, settings.camera);
  process.stdout.write(json ? `${JSON.stringify(report)}\n` : `${describe(room, report).join('\n')}\n`);
  if (!testPicture) return 0;

  const screen = screenOf(room);
  if (screen === undefined) {
    throw new ConfigError(
      `--test-picture: needs the screen's measures; give ${report.missing
        .filter((key) => key.startsWith('screen-'))
        .map((key) => `--${key.replace(/-m$/, '')}`)
        .join(' ')}`,
      { code: 'missing-value' },
    );
  }
  return showTestPicture(
    { spec: videoOut, settings: settings.screen, screen, eyeHeightM: room.eyeHeightM },
    endAfterS,
  );
}

async function askPerson(known: RoomMeasures): Promise<RoomMeasures | undefined> {
  if (!process.stdin.isTTY) {
    throw new ConfigError(
      'calibrate: nobody is there to be asked; give the measures as flags (ajar calibrate --help), or --show',
      { code: 'missing-value' },
    );
  }
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const terminal: Terminal = {
    say: (line) => process.stderr.write(`${line}\n`),
    ask: (question) =>
      new Promise((resolve) => {
        lines.once('close', () => resolve(undefined));
        lines.question(question, resolve);
      }),
  };
  try {
    return await askMeasures(terminal, known, onlyMonitorSize());
  } finally {
    lines.close();
  }
}

function readFlags(flags: object): RoomMeasures {
  const room: Partial<Record<MeasureName, number>> = {};
  const texts = new Map<string, unknown>(Object.entries(flags));
  for (const measure of measures) {
    const text = texts.get(measure.flag.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()));
    if (typeof text !== 'string') continue;
    const parsed = parseAnswer(text, measure);
    if ('problem' in parsed) {
      throw new ConfigError(`--${measure.flag}: ${JSON.stringify(text)} ${parsed.problem}`);
    }
    room[measure.name] = parsed.value;
  }
  return room;
}

/** Measures in JSON, as `--json` prints them; a null is one that is not known. */
function readFrom(file: string): RoomMeasures {
  let read: unknown;
  try {
    read = JSON.parse(readFileSync(file === '-' ? 0 : file, 'utf8'));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new ConfigError(
      `--from: ${file} ${code === undefined ? `is no JSON (${message})` : `cannot be read (${code})`}`,
      {
        code: 'unreadable',
        cause: error,
      },
    );
  }
  const table = typeof read === 'object' && read !== null && 'measures' in read ? read.measures : read;
  const isTable = typeof table === 'object' && table !== null && !Array.isArray(table);
  return measuresIn(
    isTable ? Object.fromEntries(Object.entries(table).filter(([, value]) => value !== null)) : table,
    `--from ${file}:`,
  );
}

function readSeconds(text: string): number {
  const parsed = parseNumber(text, 'seconds', 0.1, 1e9);
  if ('value' in parsed) return parsed.value;
  throw new ConfigError(`--seconds: ${JSON.stringify(text)} ${parsed.problem}`);
}
