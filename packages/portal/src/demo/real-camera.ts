import { readdirSync } from 'node:fs';

/** The first real camera of this machine as a source; undefined where there is none. */
export function realCamera(): string | undefined {
  if (process.platform === 'darwin') return 'avfoundation:0';
  if (process.platform !== 'linux') return undefined;
  const [first] = readdirSync('/dev')
    .filter((name) => /^video\d+$/.test(name))
    .map((name) => Number(name.slice('video'.length)))
    .toSorted((left, right) => left - right);
  return first === undefined ? undefined : `v4l2:/dev/video${first}`;
}
