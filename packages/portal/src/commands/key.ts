import { encodeKey } from '@ajar/link';
import { defaultStateDirectory, loadIdentity } from '../identity.ts';

/** `ajar key`: this portal's public key, alone on standard output. */
export function key(flags: { readonly state?: string }): void {
  const { publicKey } = loadIdentity(flags.state ?? defaultStateDirectory());
  process.stdout.write(`${encodeKey(publicKey)}\n`);
}
