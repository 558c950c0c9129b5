import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { Command, CommanderError } from 'commander';
import { measures } from './calibrate/measures.ts';
import { ConfigError } from './config/error.ts';
import { specKinds } from './config/portal-config.ts';
import { measureSeconds } from './measure/news.ts';

/** Exit status for a command that was called in a way that cannot work. */
const usageStatus = 2;

/** Runs the command line `argv` (with the program's two first words) and returns the exit status. */
export async function main(argv: readonly string[]): Promise<number> {
  let status = 0;
  const program = buildProgram(argv, (result) => {
    status = result;
  });
  try {
    await program.parseAsync(argv);
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : usageStatus;
    const { message, stack } = error as Error;
    process.stderr.write(`ajar: ${message}\n`);
    if (process.env['AJAR_TRACE'] !== undefined) process.stderr.write(`${stack}\n`);
    return error instanceof ConfigError ? usageStatus : 1;
  }
}

function buildProgram(argv: readonly string[], exit: (status: number) => void): Command {
  const program = new Command('ajar')
    .description('A door between two rooms that is always open.')
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print what a command takes')
    .helpCommand(false)
    .showSuggestionAfterError()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'ajar: ')) })
    .exitOverride();

  videoOptions(
    program.command('demo').description('open a door between two portals on this machine and show it'),
  )
    .option(
      '--net <profile>',
      'network between them: a profile of the network laboratory, or a file that describes one',
      'perfect',
    )
    .option('--view <view>', 'how to show it: browser, window or none', 'browser')
    .option('--real', 'use the real camera and microphone for the first room, where there are some', false)
    .option('--control <host:port>', 'address of the page (default: 127.0.0.1:8737, or any free port)')
    .option('--no-open', "do not open the page in the desktop's browser")
    .action(async (flags: object) => exit(await (await import('./commands/demo.ts')).demo(flags)));

  videoOptions(program.command('portal').description("open this room's end of a door"))
    .option('--name <name>', 'what people call this room', hostname())
    .option('--state <dir>', "where the portal's key is kept (default: ~/.local/state/ajar)")
    .option('--listen <host:port>', 'wait there for the other portal (UDP)')
    .option('--connect <host:port>', 'where the other portal waits')
    .option('--peer <key>', "the other portal's key, as `ajar key` prints it there")
    .option('--video-in <spec>', `camera: ${kindList('videoIn')}`, 'test:room')
    .option('--video-out <spec>', `screen: ${kindList('videoOut')}`, 'browser:')
    .option(
      '--audio-in <spec>',
      `microphone: ${kindList('audioIn')} (default: the default one, if any; test:speech, or test:beep with the flashes of test:room)`,
    )
    .option('--audio-out <spec>', `loudspeaker: ${kindList('audioOut')} (default: the default one, if any)`)
    .option('--share-audio <spec>', `a film or music for the other room: ${kindList('shareAudio')}`)
    .option(
      '--control <host:port>',
      'address of the page, or off (default: 127.0.0.1:8737, or any free port)',
    )
    .option('--watchdog', 'run it in a process of its own that is started again whenever it dies or hangs')
    .action(async ({ watchdog, ...flags }: { watchdog?: boolean }) =>
      exit(
        watchdog === true
          ? await (await import('./commands/watched-portal.ts')).watchedPortal(argv)
          : await (await import('./commands/portal.ts')).portal(flags),
      ),
    );

  program
    .command('key')
    .description("print this portal's public key (made on first use)")
    .option('--state <dir>', 'where it is kept (default: ~/.local/state/ajar)')
    .action(async (flags: { state?: string }) => (await import('./commands/key.ts')).key(flags));

  program
    .command('devices')
    .description('list cameras, microphones, loudspeakers, monitors and the codecs that work here')
    .option('--json', 'print them as one JSON object')
    .action(async (flags: { json?: boolean }) => (await import('./commands/devices.ts')).devices(flags));

  calibrateCommand(program, exit);
  measureCommand(program, exit);
  netlabCommands(program, exit);
  return program;
}

function measureCommand(program: Command, exit: (status: number) => void): void {
  program
    .command('measure')
    .description("measure this door's delay from glass to glass, by flashes on the other room's screen")
    .option('--control <host:port>', "address of this room's running portal", '127.0.0.1:8737')
    .option('--seconds <n>', 'how long to measure', String(measureSeconds.usual))
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `
Turn the camera in the other room so that it sees that room's screen, and start this here. A strip of black and white
squares flashes in the middle there, two or three times a second; it is looked for in the picture that comes back.
Both portals have to show their pictures in a window (--video-out window:).
`,
    )
    .action(async (flags: { control: string; seconds: string; json?: boolean }) =>
      exit(await (await import('./commands/measure.ts')).measure(flags)),
    );
}

function calibrateCommand(program: Command, exit: (status: number) => void): void {
  const command = program
    .command('calibrate')
    .description("ask for this room's measures, so that people are as tall on the wall as in the room")
    .option('--state <dir>', 'where the configuration is (default: ~/.local/state/ajar)')
    .option('--config <file>', 'the configuration, if it has another name (default: ajar.toml there)')
    .option('--show', 'print what is known and ask nothing')
    .option('--test-picture', 'cover the screen with a picture to check it by')
    .option('--video-out <spec>', 'where the test picture is shown', 'window:')
    .option('--monitor <name|number>', 'which monitor, when there are several')
    .option('--seconds <n>', 'end the test picture by itself after so many seconds')
    .option('--json', 'print the measures and what follows from them as one JSON object')
    .option('--from <file>', 'take measures from JSON as --json prints it (- is standard input)')
    .addHelpText(
      'after',
      `
Measures that are given as flags are written and nothing is asked. A field of view may also be given as a thing in the
middle of the picture: its height, its distance and its share of the picture's height.

Examples:
  ajar calibrate
  ajar calibrate --screen-width 121cm --screen-height 68cm --screen-bottom 0.9m
  ajar calibrate --vertical-fov "29.7 cm, 50 cm, 52 %"
  ajar calibrate --test-picture
`,
    );
  for (const { flag, kind, question } of measures)
    command.option(
      `--${flag} <${kind}>`,
      question.replace(/^(\w+): /, (_, what: string) => `${what.toLowerCase()}: `),
    );
  command.action(async (flags: object) =>
    exit(await (await import('./commands/calibrate.ts')).calibrate(flags)),
  );
}

function netlabCommands(program: Command, exit: (status: number) => void): void {
  const netlab = program
    .command('netlab')
    .description("put a network's impairments between any two UDP programs")
    .usage('--listen <host:port> --to <host:port> [options]')
    .option('--listen <host:port>', 'where the first program sends to')
    .option('--to <host:port>', 'where the second program is')
    .option(
      '--profile <name|file.json>',
      'what network it is: a name, or a description of your own',
      'perfect',
    )
    .option('--seed <n>', 'what chance decides: the same seed decides alike', '1')
    .option('--seconds <n>', 'end by itself after so many seconds')
    .option('--precise', 'be on time to 0.1 ms instead of 1 ms, for up to a whole core')
    .option('--stats <file>', 'append one JSON object a second (- is standard output)')
    .option('--json', 'print the totals as one JSON object at the end')
    .addHelpText(
      'after',
      `
Examples:
  ajar netlab profiles                     what networks have names
  ajar netlab profiles --json              all that they do, to make your own from
  ajar netlab --listen :9000 --to 127.0.0.1:9001 --profile lte
The first program sends to port 9000; its datagrams come out at port 9001, and the answers go back the same way.
The README of @ajar/netlab says what a description may say.
`,
    )
    .action(async (flags: object) => exit(await (await import('./commands/netlab.ts')).netlab(flags)));
  netlab
    .command('profiles')
    .description('list the networks that have names')
    .option('--json', 'print them as a JSON list of descriptions')
    .action(async (_flags: object, command: Command) =>
      (await import('./commands/netlab.ts')).netlabProfiles(command.optsWithGlobals()),
    );
}

function videoOptions(command: Command): Command {
  return command
    .option('--size <WxH>', "picture size (default: what this machine sustains, or the source's own)")
    .option('--fps <n>', 'frames per second', '60')
    .option('--bitrate <bps>', 'bits per second of video, for example 8M (default: by size)')
    .option(
      '--prefer <what>',
      'what to keep when the path carries less: motion or sharpness (default: motion)',
    )
    .option('--codec <name>', 'auto, h264, hevc or av1; the other room has to decode it (default: auto)')
    .option('--encoder <name>', "auto, hardware, software, or FFmpeg's name of one (default: auto)")
    .option('--present <when>', 'show pictures now, or smooth: evenly spaced (default: now)')
    .option(
      '--audio-codec <name>',
      'opus, or lossless for a LAN: pcm24 (2.3 Mbit/s) or pcm16 (default: opus)',
    )
    .option('--audio-bitrate <bps>', 'of Opus, 64k to 510k (default: 256k)')
    .option('--audio-frame <ms>', 'length of a packet of sound: 2.5, 5 or 10 (default: 5)')
    .option(
      '--echo <when>',
      'cancel the echo of the loudspeaker: on, off or auto, where it is one (default: auto)',
    )
    .option('--noise <on|off>', 'suppress noise (default: off)')
    .option('--gain <on|off>', 'level out loud and quiet voices (default: off)')
    .option('--volume <percent>', 'how loud the other room is, 0 to 200 (default: 100)')
    .option('--mute', 'hear nothing of the other room until the page says otherwise')
    .option('--mute-microphone', 'let the other room hear nothing of this one until the page says otherwise')
    .option('--fullscreen', 'cover the whole monitor')
    .option('--monitor <name>', 'cover this one: its name, a part of it, or its number from 0')
    .option('--config <file>', 'settings (default: ajar.toml in the state directory)')
    .option('--seconds <n>', 'end by itself after so many seconds')
    .option('--stats <file>', 'append one JSON object a second (- is standard output)');
}

function kindList(flag: keyof typeof specKinds): string {
  return specKinds[flag].map((kind) => `${kind}:`).join(' ');
}

function version(): string {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
