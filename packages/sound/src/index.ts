export { AudioChain, type AudioProcessor } from './chain.ts';
export { EchoCanceller, type EchoOptions, type EchoStats } from './echo/echo-canceller.ts';
export { SoundError, type SoundErrorCode } from './errors.ts';
export { BLOCK_FRAMES, BLOCK_SAMPLES, BLOCK_US, CHANNELS, RATE_HZ } from './format.ts';
export type { IncomingStats } from './incoming.ts';
export { speechPatience as playoutPatience } from './incoming.ts';
export { type Level, LevelMeter } from './level.ts';
export { Limiter } from './mixer/limiter.ts';
export { type Loudness, LoudnessMeter } from './mixer/loudness.ts';
export { MicrophoneSwitch } from './mixer/microphone-switch.ts';
export { type Mix, Mixer, plainMix, silentMix, type TrackVolume } from './mixer/mixer.ts';
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
export { BEEP_EVERY_US, BEEP_US } from './sources/beep.ts';
export { type PcmReader, type PcmSourceOptions, pcmSource } from './sources/pcm.ts';
