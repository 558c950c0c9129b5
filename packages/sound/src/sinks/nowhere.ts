import { CHANNELS } from '../format.ts';
import { PlaybackClock } from '../playback-clock.ts';
import { type AudioSink, newSinkCounters } from '../sink.ts';

/** A loudspeaker that nobody hears: discards 48,000 sample frames a second. */
export function nowhereSink(nowUs: () => number): AudioSink {
  const clock = new PlaybackClock();
  const counters = newSinkCounters();
  return {
    description: 'nowhere',
    isNowhere: true,
    state: 'ok',
    counters,
    queuedFrames: (atUs) => clock.queuedFrames(atUs),
    write(samples: Float32Array): void {
      const frames = samples.length / CHANNELS;
      if (clock.append(nowUs(), frames) < 0) counters.droppedFrames += frames;
      counters.underruns = clock.underruns;
    },
    close(): void {},
  };
}
