import koffi from 'koffi';
import type { AudioDirection } from './audio.ts';

/** A sink or source of PulseAudio (or of PipeWire in its place). */
export interface PulseNode {
  /** Such as `alsa_output.pci-0000_00_1f.3.analog-stereo`. */
  readonly name: string;
  /** What SDL lists it as, such as `Built-in Audio Analog Stereo`. */
  readonly description: string;
}

/**
 * The nodes of one direction, asked of the sound server itself, since SDL knows them by description only; monitors are
 * among the sources. Takes about a millisecond, at most 0.3 s; empty when there is no libpulse or no server that answers.
 */
export function listPulseNodes(direction: AudioDirection): PulseNode[] {
  const library = (loaded ??= load());
  if (library === 'missing') return [];
  const loop = library.newLoop();
  const context = library.newContext(library.apiOf(loop), 'Ajar');
  try {
    const untilMs = performance.now() + PATIENCE_MS;
    library.connect(context, null, NO_AUTOSPAWN, null);
    while (library.stateOf(context) < CONTEXT_READY) if (!wait(library, loop, untilMs)) return [];
    return library.stateOf(context) === CONTEXT_READY ? ask(library, loop, context, direction, untilMs) : [];
  } finally {
    library.disconnect(context);
    library.freeContext(context);
    library.freeLoop(loop);
  }
}

function ask(
  library: LibPulse,
  loop: unknown,
  context: unknown,
  direction: AudioDirection,
  untilMs: number,
): PulseNode[] {
  const nodes: PulseNode[] = [];
  const callback = koffi.register((_context: unknown, info: unknown, end: number): void => {
    if (end === 0 && info !== null) nodes.push(koffi.decode(info, library.nodeInfo) as PulseNode);
  }, koffi.pointer(library.nodeCallback));
  const list = direction === 'playback' ? library.listSinks : library.listSources;
  const operation = list(context, callback, null);
  try {
    if (operation === null) return [];
    while (library.stateOfOperation(operation) === OPERATION_RUNNING) {
      if (!wait(library, loop, untilMs)) return [];
    }
    return nodes;
  } finally {
    if (operation !== null) {
      library.cancel(operation);
      library.freeOperation(operation);
    }
    koffi.unregister(callback);
  }
}

/** Lets libpulse work until something has happened; returns false when it is out of time or out of order. */
function wait(library: LibPulse, loop: unknown, untilMs: number): boolean {
  const leftUs = Math.floor((untilMs - performance.now()) * 1000);
  return (
    leftUs > 0 && library.prepare(loop, leftUs) >= 0 && library.poll(loop) >= 0 && library.dispatch(loop) >= 0
  );
}

const PATIENCE_MS = 300;
const NO_AUTOSPAWN = 1;
const CONTEXT_READY = 4;
const OPERATION_RUNNING = 0;

type LibPulse = ReturnType<typeof bind>;
let loaded: LibPulse | 'missing' | undefined;

function load(): LibPulse | 'missing' {
  try {
    return bind(koffi.load('libpulse.so.0'));
  } catch {
    return 'missing';
  }
}

/** What of libpulse's C interface is needed (pulse/mainloop.h, context.h, introspect.h, operation.h). */
function bind(handle: ReturnType<typeof koffi.load>) {
  return {
    /** The beginning of both pa_sink_info and pa_source_info. */
    nodeInfo: koffi.struct({ name: 'const char *', index: 'uint32_t', description: 'const char *' }),
    nodeCallback: koffi.proto('void ajar_pulse_node(void *context, void *info, int end, void *data)'),
    newLoop: handle.func('void *pa_mainloop_new()'),
    apiOf: handle.func('void *pa_mainloop_get_api(void *loop)'),
    prepare: handle.func('int pa_mainloop_prepare(void *loop, int timeout_us)'),
    poll: handle.func('int pa_mainloop_poll(void *loop)'),
    dispatch: handle.func('int pa_mainloop_dispatch(void *loop)'),
    freeLoop: handle.func('void pa_mainloop_free(void *loop)'),
    newContext: handle.func('void *pa_context_new(void *api, const char *name)'),
    connect: handle.func('int pa_context_connect(void *context, const char *server, int flags, void *spawn)'),
    stateOf: handle.func('int pa_context_get_state(void *context)'),
    disconnect: handle.func('void pa_context_disconnect(void *context)'),
    freeContext: handle.func('void pa_context_unref(void *context)'),
    listSinks: handle.func('void *pa_context_get_sink_info_list(void *context, void *callback, void *data)'),
    listSources: handle.func(
      'void *pa_context_get_source_info_list(void *context, void *callback, void *data)',
    ),
    stateOfOperation: handle.func('int pa_operation_get_state(void *operation)'),
    cancel: handle.func('void pa_operation_cancel(void *operation)'),
    freeOperation: handle.func('void pa_operation_unref(void *operation)'),
  };
}
