import type { AVHWDeviceType, AVPixelFormat } from 'node-av/constants';
import {
  AV_HWDEVICE_TYPE_VAAPI,
  AV_PIX_FMT_NV12,
  AV_PIX_FMT_VAAPI,
  AV_PIX_FMT_YUV420P,
} from 'node-av/constants';
import type { VideoCodec } from './video-codec.ts';

/** How one of FFmpeg's encoders is set for the least delay. */
export interface KnownEncoder {
  /** FFmpeg's name of it. */
  readonly name: string;
  readonly codec: VideoCodec;
  readonly hardware: boolean;
  /** Systems on which it can be there at all; undefined for all. */
  readonly platforms?: readonly string[];
  /** Private options. For hardware, those that this FFmpeg doesn't know are left out: what counts is tried afterwards. */
  readonly options: Readonly<Record<string, string>>;
  /** Instead of those, where a frame's share is too small for the fast entropy coder. */
  readonly smallShare?: Readonly<Record<string, string>>;
  /** Formats that it takes; others are converted to the first. */
  readonly formats: readonly AVPixelFormat[];
  /** Follows a new bitrate while it runs. Others are opened again, and begin with a keyframe. */
  readonly liveRate: boolean;
  /** A wave of intra refresh goes through the pictures. Others get keyframes on demand only. */
  readonly intraRefresh?: true;
  /** The shortest rate buffer that it takes, in s. */
  readonly leastBufferS?: number;
  /** Pictures are uploaded to a device of this type first. */
  readonly device?: { readonly type: AVHWDeviceType; readonly format: AVPixelFormat };
  /** Set in the environment before it opens, where nobody has set it. */
  readonly environment?: Readonly<Record<string, string>>;
}

const planarOrNv12: readonly AVPixelFormat[] = [AV_PIX_FMT_YUV420P, AV_PIX_FMT_NV12];
const nv12: readonly AVPixelFormat[] = [AV_PIX_FMT_NV12];
const planar: readonly AVPixelFormat[] = [AV_PIX_FMT_YUV420P];
const vaapiDevice = { type: AV_HWDEVICE_TYPE_VAAPI, format: AV_PIX_FMT_VAAPI } as const;

/** NVIDIA. No output is held back, no picture looked ahead at; `ull` is its tuning for ultra-low latency. */
const nvencOptions = {
  preset: 'p3',
  tune: 'ull',
  rc: 'cbr',
  delay: '0',
  zerolatency: '1',
  'rc-lookahead': '0',
  b_ref_mode: 'disabled',
  'forced-idr': '1',
  'no-scenecut': '1',
  strict_gop: '1',
} as const;
const nvenc = (name: string, codec: VideoCodec): KnownEncoder => ({
  name,
  codec,
  hardware: true,
  platforms: ['linux', 'win32'],
  options: nvencOptions,
  formats: planarOrNv12,
  liveRate: true,
});

/** Intel through oneVPL. */
const quickSync = (name: string, codec: VideoCodec): KnownEncoder => ({
  name,
  codec,
  hardware: true,
  platforms: ['linux', 'win32'],
  options: {
    preset: 'veryfast',
    async_depth: '1',
    low_delay_brc: '1',
    look_ahead: '0',
    forced_idr: '1',
    idr_interval: codec === 'h264' ? '0' : '1',
    scenario: 'displayremoting',
  },
  formats: nv12,
  liveRate: true,
});

/** Intel and AMD on Linux. */
const vaapi = (name: string, codec: VideoCodec): KnownEncoder => ({
  name,
  codec,
  hardware: true,
  platforms: ['linux'],
  options: { rc_mode: 'CBR', async_depth: '1', idr_interval: '0', b_depth: '1' },
  formats: nv12,
  liveRate: false,
  device: vaapiDevice,
});

/** AMD on Windows, and on Linux with its own driver. */
const amf = (name: string, codec: VideoCodec): KnownEncoder => ({
  name,
  codec,
  hardware: true,
  platforms: ['win32', 'linux'],
  options: {
    usage: 'ultralowlatency',
    quality: 'speed',
    rc: 'cbr',
    latency: codec === 'av1' ? 'lowest_latency' : '1',
    async_depth: '1',
    forced_idr: '1',
    frame_skipping: '0',
    filler_data: '0',
    enforce_hrd: '1',
    header_insertion_mode: codec === 'av1' ? 'frame' : 'idr',
    preanalysis: '0',
  },
  formats: [AV_PIX_FMT_NV12, AV_PIX_FMT_YUV420P],
  liveRate: false,
});

/** Apple. */
const videoToolbox = (name: string, codec: VideoCodec): KnownEncoder => ({
  name,
  codec,
  hardware: true,
  platforms: ['darwin'],
  options: { realtime: '1', prio_speed: '1', allow_sw: '0', require_sw: '0', max_ref_frames: '1' },
  formats: [AV_PIX_FMT_NV12, AV_PIX_FMT_YUV420P],
  liveRate: false,
});

/** Small computers. */
const v4l2 = (name: string, codec: VideoCodec): KnownEncoder => ({
  name,
  codec,
  hardware: true,
  platforms: ['linux'],
  options: { num_capture_buffers: '4' },
  formats: nv12,
  liveRate: false,
});

/** All that are tried, in order of preference: see docs/decisions.md for why this one. */
export const KNOWN_ENCODERS: readonly KnownEncoder[] = [
  nvenc('h264_nvenc', 'h264'),
  quickSync('h264_qsv', 'h264'),
  amf('h264_amf', 'h264'),
  vaapi('h264_vaapi', 'h264'),
  videoToolbox('h264_videotoolbox', 'h264'),
  v4l2('h264_v4l2m2m', 'h264'),
  nvenc('hevc_nvenc', 'hevc'),
  quickSync('hevc_qsv', 'hevc'),
  amf('hevc_amf', 'hevc'),
  vaapi('hevc_vaapi', 'hevc'),
  videoToolbox('hevc_videotoolbox', 'hevc'),
  v4l2('hevc_v4l2m2m', 'hevc'),
  nvenc('av1_nvenc', 'av1'),
  quickSync('av1_qsv', 'av1'),
  amf('av1_amf', 'av1'),
  vaapi('av1_vaapi', 'av1'),
  {
    name: 'libx264',
    codec: 'h264',
    hardware: false,
    options: {
      preset: 'ultrafast',
      tune: 'zerolatency',
      'intra-refresh': '1',
      'forced-idr': '1',
      'x264-params': 'sliced-threads=1:repeat-headers=1:annexb=1:scenecut=0',
    },
    smallShare: { 'x264-params': 'sliced-threads=1:repeat-headers=1:annexb=1:scenecut=0:cabac=1' },
    formats: planarOrNv12,
    liveRate: true,
    intraRefresh: true,
  },
  {
    name: 'libx265',
    codec: 'hevc',
    hardware: false,
    options: {
      preset: 'ultrafast',
      tune: 'zerolatency',
      'forced-idr': '1',
      'x265-params':
        'repeat-headers=1:annexb=1:frame-threads=1:bframes=0:rc-lookahead=0:scenecut=0:keyint=-1:log-level=none',
    },
    formats: planar,
    liveRate: false,
  },
  {
    name: 'libsvtav1',
    codec: 'av1',
    hardware: false,
    options: { preset: '12', 'svtav1-params': 'rtc=1:pred-struct=1:rc=2:scd=0' },
    formats: planar,
    liveRate: false,
    leastBufferS: 0.02,
    environment: { SVT_LOG: '-2' },
  },
];

/** The entry of this name. */
export function knownEncoder(name: string): KnownEncoder | undefined {
  return KNOWN_ENCODERS.find((known) => known.name === name);
}
