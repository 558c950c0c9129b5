import type { ActorFactory } from '@ajar/actor';
import type { DevicesConfig, DevicesReport } from '../../actors/devices.ts';

/** Stands in for drivers of which some take their process with them. */
export const create: ActorFactory<DevicesConfig, never, DevicesReport> = ({ kind, exclude }, context) => {
  setImmediate(() => {
    if (kind === 'cameras') process.kill(process.pid, 'SIGKILL');
    if (kind === 'decoders') context.emit({ kind, codecs: ['h264'] });
    if (kind === 'encoders') {
      if (!exclude.includes('bad_one')) {
        context.emit({ kind: 'trying', encoder: { name: 'bad_one', codec: 'h264', hardware: true } });
        setTimeout(() => process.kill(process.pid, 'SIGKILL'), 50);
        return;
      }
      const good = { name: 'good', codec: 'h264', hardware: true } as const;
      context.emit({ kind: 'trying', encoder: good });
      context.emit({ kind: 'encoder', encoder: { ...good, works: true, reason: null } });
    }
    context.emit({ kind: 'done' });
  });
  return { receive() {} };
};
