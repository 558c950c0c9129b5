// The parts of the operating system that Ajar and its tests use beyond Node: what shows that one is there, which
// packages bring it, and what a person misses without it.

/**
 * @typedef {object} Part
 * @property {string} name as people call it
 * @property {string} why what it is used for
 * @property {string} without what does not work without it
 * @property {readonly ('start' | 'test' | 'bench' | 'chaos')[]} wantedBy chaos: that soak, and the quiet one
 * @property {readonly string[]} [commands] all of them have to be on the PATH
 * @property {Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>>} [library] file names, one of which has to be there
 * @property {string} [named] an environment variable that names a file to use in its place
 * @property {Readonly<Partial<Record<PackageManager, readonly string[]>>>} packages none under the managers of a system
 *   that has no such part
 */

/** @typedef {'apt' | 'dnf' | 'pacman' | 'brew'} PackageManager */

/** @type {Part} */
export const sdl = {
  name: 'SDL2',
  why: 'windows and sound devices',
  without: 'no `window:`, `device:` or `pulse:`; the page in the browser works',
  wantedBy: ['start', 'test', 'bench', 'chaos'],
  library: {
    linux: ['libSDL2-2.0.so.0'],
    darwin: ['libSDL2-2.0.0.dylib', 'libSDL2.dylib'],
    win32: ['SDL2.dll'],
  },
  packages: { apt: ['libsdl2-2.0-0'], dnf: ['SDL2'], pacman: ['sdl2'], brew: ['sdl2'] },
};

/** @type {readonly Part[]} */
export const parts = [
  sdl,
  {
    name: 'Xvfb',
    why: 'screens for the tests and for the bench from screen to screen',
    without:
      'the tests of windows and of capturing a screen are skipped, and that bench has nothing to look at',
    wantedBy: ['test', 'bench', 'chaos'],
    commands: ['Xvfb'],
    packages: {
      apt: ['xvfb'],
      dnf: ['xorg-x11-server-Xvfb'],
      pacman: ['xorg-server-xvfb'],
    },
  },
  {
    name: 'ImageMagick',
    why: 'the tests’ screenshots',
    without: 'the tests that look at a screen are skipped',
    wantedBy: ['test'],
    commands: ['import'],
    packages: { apt: ['imagemagick'], dnf: ['ImageMagick'], pacman: ['imagemagick'], brew: ['imagemagick'] },
  },
  {
    name: 'PulseAudio',
    why: 'loudspeakers and microphones for the tests',
    without: 'the tests of sound devices are skipped',
    wantedBy: ['test', 'chaos'],
    commands: ['pulseaudio', 'pacat'],
    packages: {
      apt: ['pulseaudio', 'pulseaudio-utils'],
      dnf: ['pulseaudio', 'pulseaudio-utils'],
      pacman: ['pulseaudio'],
    },
  },
  {
    name: 'eSpeak NG',
    why: 'a voice for the tests',
    without: 'the tests of speech from room to room are skipped',
    wantedBy: ['test'],
    commands: ['espeak-ng'],
    packages: { apt: ['espeak-ng'], dnf: ['espeak-ng'], pacman: ['espeak-ng'], brew: ['espeak-ng'] },
  },
  {
    name: 'SoX',
    why: 'the tests’ sound files',
    without: 'the tests of speech from room to room are skipped',
    wantedBy: ['test'],
    commands: ['sox'],
    packages: { apt: ['sox'], dnf: ['sox'], pacman: ['sox'], brew: ['sox'] },
  },
  {
    name: 'Chromium',
    why: 'a browser for the tests of the page',
    without: 'the tests of the page are skipped',
    wantedBy: ['test'],
    commands: ['chromium'],
    named: 'AJAR_CHROMIUM',
    packages: { apt: ['chromium'], dnf: ['chromium'], pacman: ['chromium'] },
  },
  {
    name: 'SRT tools',
    why: 'the peer that the link is measured beside',
    without: 'the bench beside SRT has nothing to compare with',
    wantedBy: ['test', 'bench'],
    commands: ['srt-live-transmit'],
    packages: { apt: ['srt-tools'], dnf: ['srt'], pacman: ['srt'], brew: ['srt'] },
  },
];

/**
 * The parts that a command uses. `start` needs SDL2 only where there is a screen or a sound server for it, or the
 * arguments ask for one; it never needs a browser of ours, the person has one.
 * @param {string} command start, test, bench or soak
 * @param {readonly string[]} args
 * @param {{ hasDisplay: boolean, hasSound: boolean }} desk
 * @returns {Part[]}
 */
export function wantedParts(command, args, { hasDisplay, hasSound }) {
  if (command === 'test' || command === 'bench') {
    return parts.filter((part) => part.wantedBy.includes(command));
  }
  if (command === 'soak' && args.some((arg) => /^(--)?(chaos|quiet)$/.test(arg))) {
    return parts.filter((part) => part.wantedBy.includes('chaos'));
  }
  if (command !== 'start') return [];
  const asked = args.some((arg) => /^(--view=)?window(:.*)?$|^--real$|(^|=)(device|pulse):/.test(arg));
  if (!asked && !hasDisplay && !hasSound) return [];
  return parts.filter((part) => part.wantedBy.includes('start'));
}
