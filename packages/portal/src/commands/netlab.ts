import { loadNetwork, NetlabError, openProxy, profiles } from '@ajar/netlab';
import { ConfigError } from '../config/error.ts';
import { formatHostPort, type HostPort, type Parsed, parseHostPort, parseNumber } from '../config/values.ts';
import { runUntilStopped } from '../lifecycle.ts';
import { openLog } from '../log.ts';
import { Reporter, statusLine } from '../netlab/report.ts';
import { StatsWriter } from '../stats/stats-writer.ts';
import { beUrgent } from '../urgent.ts';

/** The flags of `ajar netlab`, as they were typed. */
interface Flags {
  readonly listen?: string;
  readonly to?: string;
  readonly profile: string;
  readonly seed: string;
  readonly seconds?: string;
  readonly stats?: string;
  readonly precise?: boolean;
  readonly json?: boolean;
}

/** How long before a datagram is due the process begins to wait for it busily: timers are late by up to a millisecond. */
const preciseSpinUs = 1500;

/** `ajar netlab`: a network between two UDP programs, until it is told to stop. */
export async function netlab(flags: object): Promise<number> {
  const { listen, to, profile, seed, seconds, stats, precise = false, json = false } = flags as Flags;
  const options = {
    listen: readAddress('listen', listen),
    to: readAddress('to', to),
    seed: readSeed(seed),
    spinUs: precise ? preciseSpinUs : 0,
  };
  const endAfterS = seconds === undefined ? undefined : readSeconds(seconds);
  try {
    const network = await loadNetwork(profile);
    const writer = stats === undefined ? undefined : new StatsWriter(stats);
    const log = openLog();
    return await runUntilStopped(async (end) => {
      const proxy = await openProxy({ ...network, ...options });
      const about = network.description === '' ? '' : ` (${network.description})`;
      log.info(
        `${network.name}${about}: ${formatHostPort(proxy.address)} → ${formatHostPort(options.to)}, seed ${options.seed}`,
      );
      beUrgent();
      const reporter = new Reporter(network.name, performance.now());
      const status = process.stderr.isTTY ? process.stderr : undefined;
      const tick = setInterval(() => {
        const report = reporter.report(performance.now(), Date.now(), proxy.stats());
        writer?.write([report]);
        status?.write(`\r\u001b[K${statusLine(report)}`);
      }, 1000);
      const timeUp = endAfterS === undefined ? undefined : setTimeout(() => end(), endAfterS * 1000);
      return async () => {
        clearInterval(tick);
        clearTimeout(timeUp);
        status?.write('\n');
        if (json) {
          const report = reporter.report(performance.now(), Date.now(), proxy.stats());
          process.stdout.write(`${JSON.stringify(report)}\n`);
        }
        await proxy.close();
        writer?.close();
      };
    });
  } catch (error) {
    throw explained(error);
  }
}

/** `ajar netlab profiles`: what networks have names. In JSON they are what `--profile` also reads from a file. */
export function netlabProfiles({ json = false }: { readonly json?: boolean }): void {
  if (json) {
    process.stdout.write(`${JSON.stringify(profiles, null, 2)}\n`);
    return;
  }
  const width = Math.max(...profiles.map(({ name }) => name.length));
  for (const { name, description } of profiles)
    process.stdout.write(`${name.padEnd(width)}  ${description}\n`);
}

/** Laboratory errors that a person can mend, as those of the flag that they are about. */
function explained(error: unknown): unknown {
  if (!(error instanceof NetlabError)) return error;
  const [, end] = /^(listen|to)\./.exec(error.field ?? '') ?? [];
  if (end !== undefined) return new ConfigError(`--${error.message}`, { cause: error });
  const aboutNetwork = ['unknown-profile', 'unreadable', 'bad-settings'].includes(error.code);
  return new ConfigError(`${aboutNetwork ? '--profile' : '--listen'}: ${error.message}`, { cause: error });
}

function readAddress(flag: string, text: string | undefined): HostPort {
  if (text === undefined) {
    throw new ConfigError(`--${flag}: is missing; give HOST:PORT, for example 127.0.0.1:9000`, {
      code: 'missing-value',
    });
  }
  return valueOf(flag, text, parseHostPort(text));
}

function readSeed(text: string): number {
  const seed = Number(text);
  if (text.trim() !== '' && Number.isSafeInteger(seed)) return seed;
  throw new ConfigError(`--seed: ${JSON.stringify(text)} is not a whole number; any up to 2^53 will do`);
}

function readSeconds(text: string): number {
  return valueOf('seconds', text, parseNumber(text, 'seconds', 0.1, 1e6));
}

function valueOf<T>(flag: string, text: string, parsed: Parsed<T>): T {
  if ('value' in parsed) return parsed.value;
  throw new ConfigError(`--${flag}: ${JSON.stringify(text)} ${parsed.problem}`);
}
