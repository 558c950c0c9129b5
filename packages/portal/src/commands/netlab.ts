import { NetlabError, openProxy, profile } from '@ajar/netlab';
import { ConfigError } from '../config/error.ts';
import { formatHostPort, type HostPort, parseHostPort } from '../config/values.ts';
import { runUntilStopped } from '../lifecycle.ts';
import { openLog } from '../log.ts';

/** `ajar netlab`: a network of a given profile between two UDP programs, until it is told to stop. */
export async function netlab(flags: object): Promise<number> {
  const { listen, to, profile: name } = flags as { listen: string; to: string; profile: string };
  const ends = { listen: readAddress('listen', listen), to: readAddress('to', to) };
  const log = openLog();
  try {
    const network = profile(name);
    return await runUntilStopped(async () => {
      const proxy = await openProxy({ ...network, ...ends, seed: 1 });
      log.info(
        `${name} (${network.description}): ${formatHostPort(proxy.address)} → ${formatHostPort(ends.to)}`,
      );
      return () => proxy.close();
    });
  } catch (error) {
    if (error instanceof NetlabError) throw new ConfigError(`netlab: ${error.message}`, { cause: error });
    throw error;
  }
}

function readAddress(flag: string, text: string): HostPort {
  const parsed = parseHostPort(text);
  if ('value' in parsed) return parsed.value;
  throw new ConfigError(`--${flag}: ${JSON.stringify(text)} ${parsed.problem}`);
}
