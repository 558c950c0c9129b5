import { existsSync, readdirSync } from 'node:fs';

/** The first real camera of this machine as a source; undefined where there is none. */
export function realCamera(): string | undefined {
  switch (process.platform) {
    case 'darwin':
      return 'avfoundation:0';
    case 'linux': {
      if (!existsSync('/dev')) return undefined;
      const first = readdirSync('/dev')
        .filter((name) => /^video\d+$/.test(name))
        .toSorted((left, right) => Number(left.slice(5)) - Number(right.slice(5)))[0];
      return first === undefined ? undefined : `v4l2:/dev/${first}`;
    }
    default:
      return undefined;
  }
}
