import type { Weather } from './way.ts';
import { World, type WorldOptions } from './world.ts';

/** One thing that happens. `end` is the portal that does it, or sends into the direction that is meant: 0 is a, 1 is b. */
export type Happening =
  | { readonly type: 'wait'; readonly ms: number }
  | { readonly type: 'stream'; readonly ms: number; readonly bytes: number }
  | {
      readonly type: 'frame';
      readonly end: number;
      readonly track: number;
      readonly bytes: number;
      readonly lifetimeMs: number;
      readonly keyframe: boolean;
      readonly disposable: boolean;
    }
  | { readonly type: 'message'; readonly end: number; readonly bytes: number }
  | { readonly type: 'weather'; readonly end: number; readonly weather: Weather }
  | { readonly type: 'cut'; readonly end: number; readonly ms: number }
  | { readonly type: 'rebind' | 'restart' | 'close'; readonly end: number };

/** A world and what happens in it. */
export interface Story {
  readonly options: WorldOptions;
  readonly happenings: readonly Happening[];
}

/** Tells a story to its end, and checks that the two portals agree then. */
export function tell({ options, happenings }: Story): void {
  const world = new World(options);
  for (const happening of happenings) happen(world, happening);
  world.agree();
}

function happen(world: World, happening: Happening): void {
  if (happening.type === 'wait') {
    world.run(happening.ms * 1000);
    return;
  }
  if (happening.type === 'stream') {
    world.stream(happening.ms, happening.bytes);
    return;
  }
  const portal = happening.end === 0 ? world.a : world.b;
  switch (happening.type) {
    case 'frame': {
      const { track, bytes, lifetimeMs, keyframe, disposable } = happening;
      portal.sendFrame(world.nowUs, track, bytes, lifetimeMs, { keyframe, disposable });
      return;
    }
    case 'message':
      portal.sendMessage(happening.bytes);
      return;
    case 'weather':
      world.setWeather(portal, happening.weather);
      return;
    case 'cut':
      portal.way.cutUntilUs = world.nowUs + happening.ms * 1000;
      return;
    case 'rebind':
      world.rebind(portal);
      return;
    case 'restart':
      portal.restart();
      return;
    case 'close':
      portal.connection.close();
      return;
    default:
  }
}
