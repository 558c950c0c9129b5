import type { Socket } from 'node:net';
import { join } from 'node:path';
import {
  type ActorError,
  type Address,
  RuntimeDirectory,
  System,
  siblingModule,
  type Vitals,
  VitalsMeter,
} from '@ajar/actor';
import { LipSync } from '@ajar/jitter';
import type { KeyPair } from '@ajar/link';
import type { Mix } from '@ajar/sound';
import type { CameraConfig, CameraMessage } from './actors/camera.ts';
import type { LinkConfig, LinkMessage, LinkReport } from './actors/link.ts';
import type {
  ScreenConfig,
  ScreenMessage,
  ScreenReportMessage,
  ViewRequest,
  WindowPlace,
} from './actors/screen.ts';
import type { SoundCommand, SoundConfig, SoundMessage, SoundReport } from './actors/sound.ts';
import { viewOf } from './calibrate/geometry.ts';
import type { RoomMeasures } from './calibrate/measures.ts';
import { blame } from './config/error.ts';
import type { PortalConfig } from './config/portal-config.ts';
import { controlsOf, defaultSettings, type Settings } from './config/settings.ts';
import type { HostPort } from './config/values.ts';
import { changedMix, type MixChange } from './control/mix-wish.ts';
import type { Controls } from './controls-file.ts';
import type { MeasureNews } from './measure/news.ts';
import { RunningMeasurement } from './measure/running.ts';
import { assembleStats, type PortalState, type Reports, type Stats } from './stats/stats.ts';

/** What a portal is made of. */
export interface PortalOptions
  extends Pick<
    PortalConfig,
    | 'name'
    | 'listen'
    | 'connect'
    | 'videoIn'
    | 'videoOut'
    | 'audioIn'
    | 'audioOut'
    | 'size'
    | 'fps'
    | 'bitrateBps'
  > {
  readonly keyPair: KeyPair;
  readonly peerKey: Uint8Array;
  /** A film or music for the other room; undefined: none. */
  readonly shareAudio?: string | undefined;
  /** What a configuration file says; undefined: everything as usual. */
  readonly settings?: Settings | undefined;
  /** Which synthetic room and voice it has, where those are chosen. */
  readonly room: number;
  /** What people set before, on the page; undefined: what the settings say. */
  readonly controls?: Controls | undefined;
  /** Where its window is put at first; undefined: wherever the desktop likes. */
  readonly place?: WindowPlace | undefined;
}

/** What its owner is told. */
export interface PortalEvents {
  onState(state: PortalState, peer: string | null): void;
  /** The link's socket is bound there. */
  onBound?(address: HostPort): void;
  /** One line for people. */
  onWarning(message: string): void;
  /** New points of the latency chart: [Unix ms, ms]. */
  onPoints?(points: readonly (readonly [number, number])[]): void;
  /** It cannot go on: something it was told to use is not there. One line for people. */
  onFatal(message: string): void;
  /** Its window was closed. */
  onClosed(): void;
  /** Somebody set something on the page. */
  onControls?(controls: Controls): void;
}

const vitalsEveryMs = 1000;
/** Sound that is not heard of for so long hangs in a sound server: nobody waits for it, but people are told. */
const soundPatienceMs = 4000;

/** One room's end of the door: starts the four media processes, keeps them going and gathers what they report. */
export class Portal {
  readonly #options: PortalOptions;
  readonly #events: PortalEvents;
  readonly #system = new System();
  #runtime: RuntimeDirectory | undefined;
  readonly #startedMs = performance.now();
  readonly #reports: Reports = {};
  #state: PortalState = 'starting';
  #peer: string | null = null;
  #screen: Address<ScreenMessage> | undefined;
  #link: Address<LinkMessage> | undefined;
  #sound: Address<SoundCommand> | undefined;
  #mix: Mix;
  #muted: boolean;
  #measures: RoomMeasures;
  readonly #measuring = new RunningMeasurement();
  readonly #lipSync = new LipSync();
  readonly #meter = new VitalsMeter();
  #vitals: Vitals | undefined;
  #reading: NodeJS.Timeout | undefined;
  #soundDue: NodeJS.Timeout | undefined;

  constructor(options: PortalOptions, events: PortalEvents) {
    this.#options = options;
    this.#events = events;
    const settings = options.settings ?? defaultSettings;
    this.#measures = settings.lifeSize;
    const { mix, muted } = options.controls ?? controlsOf(settings);
    this.#mix = mix;
    this.#muted = muted;
  }

  /** Starts everything. What goes wrong later is told to the owner; nothing is thrown. */
  start(): void {
    this.#reading = setInterval(() => {
      this.#vitals = this.#meter.read();
    }, vitalsEveryMs);
    const { name, keyPair, peerKey, listen, connect, room } = this.#options;
    this.#runtime = new RuntimeDirectory();
    const socket = this.#runtime.socket('link');
    this.#link = this.#spawn<LinkConfig, LinkMessage, LinkReport>(
      'link',
      {
        name,
        publicKey: keyPair.publicKey,
        secretKey: keyPair.secretKey,
        peerKey,
        listen,
        connect,
        socket,
      },
      (report) => this.#linkSays(report),
      () => {
        this.#reports.link = undefined;
        this.#setState('connecting', null);
      },
      () => this.#tellLink(),
    );
    const { videoIn, videoOut, audioIn, audioOut, size, fps, bitrateBps } = this.#options;
    const { settings = defaultSettings } = this.#options;
    if (videoIn !== 'none:') {
      this.#spawn<CameraConfig, never, CameraMessage>(
        'camera',
        {
          spec: videoIn,
          size,
          fps,
          bitrateBps,
          room,
          socket,
          camera: settings.camera,
          video: settings.video,
          encoderFile: join(this.#runtime.path, 'encoder'),
        },
        (message) => {
          if (message.kind === 'report') this.#reports.camera = message.report;
          else this.#events.onWarning(message.message);
        },
        () => {
          this.#reports.camera = undefined;
        },
      );
    }
    this.#screen = this.#spawn<ScreenConfig, ScreenMessage, ScreenReportMessage>(
      'screen',
      { spec: videoOut, title: name, place: this.#options.place, socket, settings },
      (message) => this.#screenSays(message),
      () => {
        this.#reports.screen = undefined;
        this.#measuring.fail('the screen ended meanwhile');
      },
      () => this.#tellScreen(),
    );
    this.#sound = this.#spawn<SoundConfig, SoundCommand, SoundMessage>(
      'sound',
      {
        source: audioIn,
        sink: audioOut,
        shared: this.#options.shareAudio,
        voice: room,
        audio: settings.audio,
        socket,
      },
      (message) => {
        if (message.kind === 'warning') this.#events.onWarning(message.message);
        else this.#expectSound();
        if (message.kind === 'report') this.#soundSays(message.report);
      },
      () => {
        clearTimeout(this.#soundDue);
        this.#reports.sound = undefined;
      },
      () => this.#tellSound(),
    );
  }

  /** This room's measures from now on, instead of those of the settings. */
  measure(room: RoomMeasures): void {
    this.#measures = room;
    this.#tellLink();
    this.#tellScreen();
  }

  /** Another mix of what is heard here, from now on and for every sound process to come. */
  mix(change: MixChange): void {
    this.#mix = changedMix(this.#mix, change);
    this.#controlled();
  }

  /** Whether the other room hears nothing of this one's microphone, from now on and for every sound process to come. */
  muteMicrophone(muted: boolean): void {
    this.#muted = muted;
    this.#controlled();
  }

  /** Measures the delay from glass to glass by flashes for so many seconds; one at a time. `answer` is called until it is `measured`. */
  measureDelay(seconds: number, answer: (news: MeasureNews) => void): void {
    const portal = { state: this.#state, videoOut: this.#options.videoOut };
    const begin = (): void => {
      if (this.#screen?.send({ kind: 'measure', seconds }) !== 'ok')
        this.#measuring.fail('the screen is not ready');
    };
    this.#measuring.start(portal, seconds, begin, answer);
  }

  /** What is known now. */
  stats(): Stats {
    return assembleStats(
      {
        unixS: Date.now() / 1000,
        name: this.#options.name,
        peer: this.#peer,
        state: this.#state,
        uptimeS: (performance.now() - this.#startedMs) / 1000,
        mix: this.#mix,
        muted: this.#muted,
        vitals: this.#vitals === undefined ? [] : [...this.#system.vitals(), this.#vitals],
      },
      this.#reports,
    );
  }

  /** Hands a page's connection, already upgraded from HTTP, to the screen that feeds it. */
  view(request: ViewRequest, socket: Socket): void {
    if (this.#screen?.send({ kind: 'view', request }, 'normal', socket) !== 'ok') socket.destroy();
  }

  /** Ends every process, within the deadline (default half a second) or so. */
  async stop(deadlineMs?: number): Promise<void> {
    clearInterval(this.#reading);
    clearTimeout(this.#soundDue);
    this.#meter.close();
    await this.#system.stop(deadlineMs);
    this.#runtime?.close();
  }

  #controlled(): void {
    this.#tellSound();
    this.#events.onControls?.({ mix: this.#mix, muted: this.#muted });
  }

  #spawn<Config, In, Out>(
    part: 'link' | 'camera' | 'screen' | 'sound',
    config: Config,
    onMessage: (message: Out) => void,
    onGone: () => void,
    onReady: () => void = () => {},
  ): Address<In> {
    const { name } = this.#options;
    return this.#system.spawn<Config, In, Out>({
      name: `${part} of ${name}`,
      place: 'process',
      module: siblingModule(`./actors/${part}`, import.meta.url),
      config,
      onReady,
      onMessage,
      onExit: (error: ActorError, restartInMs: number) => {
        onGone();
        const when = restartInMs === 0 ? 'at once' : `in ${Math.round(restartInMs)} ms`;
        this.#events.onWarning(`${error.message}; starting it again ${when}`);
      },
      onFailed: (error: ActorError) => this.#events.onFatal(this.#blame(part, error.message)),
    });
  }

  /** Puts the flag in front that a stage could not do what it says. The link and the sound have several and do it themselves. */
  #blame(part: 'link' | 'camera' | 'screen' | 'sound', message: string): string {
    const { videoIn, videoOut } = this.#options;
    if (part === 'camera') return blame('--video-in', videoIn, message);
    if (part === 'screen') return blame('--video-out', videoOut, message);
    return message;
  }

  #linkSays(report: LinkReport): void {
    switch (report.kind) {
      case 'bound':
        this.#events.onBound?.(report.address);
        if (this.#state === 'starting') this.#setState('connecting', null);
        return;
      case 'state':
        this.#setState(report.state, report.peer);
        return;
      case 'warning':
        this.#events.onWarning(report.message);
        return;
      case 'stats':
        this.#reports.link = report;
        return;
    }
  }

  #screenSays(message: ScreenReportMessage): void {
    if (message.kind === 'closed') {
      this.#events.onClosed();
      return;
    }
    if (message.kind === 'warning') {
      this.#events.onWarning(message.message);
      return;
    }
    if (message.kind === 'measure') {
      this.#measuring.news(message.news);
      return;
    }
    this.#reports.screen = message.report;
    if (message.report.points.length > 0) this.#events.onPoints?.(message.report.points);
  }

  #soundSays(report: SoundReport): void {
    this.#reports.sound = report;
    const { latencyMs, heldMs = 0 } = this.#reports.screen ?? {};
    if (!this.#lipSync.see(report.heardMs, latencyMs ? latencyMs.p50 - heldMs : null)) return;
    this.#tellScreen();
    this.#tellSound();
  }

  /** Calls of a sound server that hangs do not come back before it goes on; what was reported last is not true any more then. */
  #expectSound(): void {
    clearTimeout(this.#soundDue);
    this.#soundDue = setTimeout(() => {
      this.#reports.sound = undefined;
      this.#events.onWarning('the sound server does not answer; going on without sound until it does');
    }, soundPatienceMs);
  }

  #tellLink(): void {
    const { camera } = this.#options.settings ?? defaultSettings;
    const view = viewOf(this.#measures, camera) ?? { pictureHeightM: 0, bottomM: 0 };
    this.#link?.send({ kind: 'view', view: { type: 'view', ...view } });
  }

  #tellScreen(): void {
    this.#screen?.send({ kind: 'room', room: this.#measures });
    this.#screen?.send({ kind: 'hold', ms: this.#lipSync.holding.pictureMs });
  }

  #tellSound(): void {
    this.#sound?.send({ kind: 'mix', mix: this.#mix });
    this.#sound?.send({ kind: 'microphone', muted: this.#muted });
    this.#sound?.send({ kind: 'hold', ms: this.#lipSync.holding.soundMs });
  }

  #setState(state: PortalState, peer: string | null): void {
    if (state === this.#state && peer === this.#peer) return;
    this.#state = state;
    this.#peer = peer;
    this.#events.onState(state, peer);
  }
}
