/**
 * What happened to a window. `expose` and `resize` ask for another present, `lost` for another upload as well.
 * `quit` is a person closing the window. `monitors`: one came, went or changed; the window has moved where it belongs.
 */
export type WindowEvent =
  | { readonly type: 'quit' | 'expose' | 'lost' | 'monitors' }
  | { readonly type: 'resize'; readonly width: number; readonly height: number }
  | { readonly type: 'key'; readonly key: 'escape' | 'f' | 'f11' };

/** Size of an SDL_Event, generously. */
const EVENT_BYTES = 64;

/** Memory that SDL_PollEvent writes one event into, and its meaning. */
export class EventBuffer {
  readonly bytes: Uint8Array = new Uint8Array(EVENT_BYTES);
  readonly #words = new Int32Array(this.bytes.buffer);

  /** What the event that was written means here; undefined when it means nothing. */
  decode(): WindowEvent | undefined {
    const words = this.#words;
    switch (words[0]!) {
      case TYPE_QUIT:
        return QUIT;
      case TYPE_RENDER_TARGETS_RESET:
      case TYPE_RENDER_DEVICE_RESET:
        return LOST;
      case TYPE_DISPLAY:
        return MONITORS;
      case TYPE_WINDOW:
        if (this.bytes[12] === WINDOW_EXPOSED) return EXPOSE;
        if (this.bytes[12] !== WINDOW_SIZE_CHANGED) return undefined;
        return { type: 'resize', width: words[4]!, height: words[5]! };
      case TYPE_KEY_DOWN:
        return this.bytes[13] === 0 ? keyEvent(words[5]!) : undefined;
      default:
        return undefined;
    }
  }
}

function keyEvent(symbol: number): WindowEvent | undefined {
  if (symbol === KEY_ESCAPE) return { type: 'key', key: 'escape' };
  if (symbol === KEY_F) return { type: 'key', key: 'f' };
  return symbol === KEY_F11 ? { type: 'key', key: 'f11' } : undefined;
}

const QUIT: WindowEvent = Object.freeze({ type: 'quit' });
const EXPOSE: WindowEvent = Object.freeze({ type: 'expose' });
const LOST: WindowEvent = Object.freeze({ type: 'lost' });
const MONITORS: WindowEvent = Object.freeze({ type: 'monitors' });

// Offsets and values of SDL_events.h, SDL_video.h and SDL_keycode.h: an event is its type, time and window as words,
// then for windows a byte of kind and two words, for keys bytes of state and repeat and words of scan code and symbol.
const TYPE_QUIT = 0x100;
const TYPE_DISPLAY = 0x150;
const TYPE_WINDOW = 0x200;
const TYPE_KEY_DOWN = 0x300;
const TYPE_RENDER_TARGETS_RESET = 0x2000;
const TYPE_RENDER_DEVICE_RESET = 0x2001;
const WINDOW_EXPOSED = 3;
const WINDOW_SIZE_CHANGED = 6;
const KEY_ESCAPE = 27;
const KEY_F = 102;
const KEY_F11 = 0x4000_0044;
