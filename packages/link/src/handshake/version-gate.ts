import { type Address, formatAddress } from '../address.ts';
import type { Totals } from '../statistics.ts';
import type { Warnings } from '../warnings.ts';
import { magic, protocolVersion } from '../wire/datagram.ts';

const magicAt = 2;
const invariantBytes = magicAt + 4;

/** Tells handshakes of this version from those of another one and from noise, by what is the same in every version. */
export class VersionGate {
  readonly #totals: Totals;
  readonly #warnings: Warnings;

  constructor(totals: Totals, warnings: Warnings) {
    this.#totals = totals;
    this.#warnings = warnings;
  }

  /** Whether a hello or welcome may be read. If not, it has been counted, and another version has been warned of. */
  admit(nowUs: number, datagram: Uint8Array, from: Address): boolean {
    if (datagram.length < invariantBytes || !hasMagic(datagram)) {
      this.#totals.dropped.malformed++;
      return false;
    }
    const version = datagram[1];
    if (version === protocolVersion) return true;
    this.#totals.dropped.version++;
    if (!this.#warnings.due(nowUs, 'version')) return false;
    const message =
      `${formatAddress(from)} speaks version ${version} of the protocol, this portal version ${protocolVersion}: ` +
      `run the same release of Ajar on both`;
    this.#warnings.warn(nowUs, 'version', message);
    return false;
  }
}

function hasMagic(datagram: Uint8Array): boolean {
  return new DataView(datagram.buffer, datagram.byteOffset, datagram.length).getUint32(magicAt) === magic;
}
