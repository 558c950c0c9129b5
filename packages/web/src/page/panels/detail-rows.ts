import { bytes, count, decimal, duration, megabits, shortMs, UNKNOWN, withUnit } from '../format.ts';
import type { Figure, PortalStats } from '../protocol/stats.ts';

/** A row of the drawer: what it is, and how to say it. */
export type DetailRow = readonly [label: string, say: (stats: PortalStats) => string];

const ms = (value: Figure): string => withUnit(shortMs(value), 'ms');
const mbps = (value: Figure): string => withUnit(megabits(value), 'Mbit/s');

/** Everything that the stats object holds and the page does not show already, grouped as the object is. */
export const DETAILS: readonly { readonly title: string; readonly rows: readonly DetailRow[] }[] = [
  {
    title: 'Link',
    rows: [
      ['Round trip', ({ link }) => ms(link.rttMs)],
      ['Clock offset', ({ link }) => ms(link.offsetMs)],
      ['Target rate', ({ link }) => mbps(link.targetBps)],
      ['Sent', ({ link }) => bytes(link.sentBytes)],
      ['Received', ({ link }) => bytes(link.receivedBytes)],
      ['Media', ({ link }) => bytes(link.mediaBytes)],
      ['Forward correction', ({ link }) => bytes(link.fecBytes)],
      ['Repair', ({ link }) => bytes(link.repairBytes)],
      ['Control', ({ link }) => bytes(link.controlBytes)],
      ['Path', ({ link }) => link.path ?? UNKNOWN],
      ['Migrations', ({ link }) => count(link.migrations)],
    ],
  },
  {
    title: 'Picture sent',
    rows: [
      ['Camera', ({ video }) => video.tx.sourceSize ?? UNKNOWN],
      ['Camera, frame rate', ({ video }) => withUnit(decimal(video.tx.sourceFps, 0), 'fps')],
      ['Size', ({ video }) => video.tx.size ?? UNKNOWN],
      ['Frame rate', ({ video }) => withUnit(decimal(video.tx.fps, 1), 'fps')],
      ['Bit rate', ({ video }) => mbps(video.tx.bitrate)],
      ['Encoder', ({ video }) => video.tx.encoder ?? UNKNOWN],
      ['Frames', ({ video }) => count(video.tx.frames)],
      ['Dropped', ({ video }) => count(video.tx.dropped)],
      ['– late at the camera', ({ video }) => count(video.tx.dropReasons.late)],
      ['– broken at the camera', ({ video }) => count(video.tx.dropReasons.broken)],
      ['– to make fewer', ({ video }) => count(video.tx.dropReasons.rate)],
      ['– refused by the link', ({ video }) => count(video.tx.dropReasons.refused)],
      ['Keyframes', ({ video }) => count(video.tx.keyframes)],
    ],
  },
  {
    title: 'Picture shown',
    rows: [
      ['Size', ({ video }) => video.rx.size ?? UNKNOWN],
      ['Frame rate', ({ video }) => withUnit(decimal(video.rx.fps, 1), 'fps')],
      ['Latency, 95 % within', ({ video }) => ms(video.rx.latencyMs.p95)],
      ['Latency, greatest', ({ video }) => ms(video.rx.latencyMs.max)],
      ['Frames', ({ video }) => count(video.rx.frames)],
      ['Lost', ({ video }) => count(video.rx.lost)],
      ['– not decodable', ({ video }) => count(video.rx.dropReasons.undecodable)],
      ['– broken', ({ video }) => count(video.rx.dropReasons.broken)],
      ['Overtaken', ({ video }) => count(video.rx.dropReasons.overtaken)],
      ['Freezes', ({ video }) => count(video.rx.freezes)],
      ['Frozen for', ({ video }) => ms(video.rx.freezeMs)],
    ],
  },
  {
    title: 'Sound',
    rows: [
      ['Latency', ({ audio }) => ms(audio.rx.latencyMs.p50)],
      ['Latency, 99 % within', ({ audio }) => ms(audio.rx.latencyMs.p99)],
      ['Buffer', ({ audio }) => ms(audio.rx.bufferMs)],
      ['Concealed', ({ audio }) => ms(audio.rx.concealedMs)],
      ['Clock drift', ({ audio }) => withUnit(decimal(audio.rx.driftPpm, 1), 'ppm')],
      ['Behind the picture', ({ audio }) => ms(audio.skewMs)],
      ['Bit rate', ({ audio }) => withUnit(decimal(kilo(audio.tx.bitrate), 0), 'kbit/s')],
      ['Taken off by the limiter', ({ audio }) => withUnit(decimal(audio.rx.limitedDb, 1), 'dB')],
      ['Echo removed', ({ audio }) => withUnit(decimal(audio.tx.erleDb, 0), 'dB')],
    ],
  },
  {
    title: 'Portal',
    rows: [
      ['Up for', ({ uptimeS }) => duration(uptimeS)],
      ['Processor', ({ process }) => withUnit(decimal(process.cpuPct, 0), '%')],
      ['Memory', ({ process }) => bytes(process.rssBytes)],
      ['Event loop, 99 % within', ({ process }) => ms(process.loopP99Ms)],
    ],
  },
];

function kilo(value: Figure): Figure {
  return value === null ? null : value / 1000;
}
