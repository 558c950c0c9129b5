export { AudioChain, type AudioProcessor } from './chain.ts';
export { EchoCanceller, type EchoOptions, type EchoStats } from './echo/echo-canceller.ts';
export { SoundError, type SoundErrorCode } from './errors.ts';
export { BLOCK_FRAMES, BLOCK_SAMPLES, BLOCK_US, CHANNELS, RATE_HZ } from './format.ts';
export { type Level, LevelMeter } from './level.ts';
export {
  listAudioDevices,
  type OpenSinkOptions,
  type OpenSourceOptions,
  openAudioSink,
  openAudioSource,
} from './open.ts';
export { Player, type PlayerOptions, type PlayerStats } from './player.ts';
export type { AudioSink, SinkCounters } from './sink.ts';
export type { AudioSource, SourceCounters } from './source.ts';
export { type PcmReader, type PcmSourceOptions, pcmSource } from './sources/pcm.ts';
