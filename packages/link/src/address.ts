/** Where datagrams come from and go to. `host` is a numeric IPv4 or IPv6 address. Compared by value, never parsed by the core. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Whether two addresses are the same place. Cheap for a driver that hands in the same object again. */
export function sameAddress(one: Address, other: Address): boolean {
  return one === other || (one.port === other.port && one.host === other.host);
}

/** `host:port`, with brackets around IPv6. */
export function formatAddress(address: Address): string {
  return address.host.includes(':') ? `[${address.host}]:${address.port}` : `${address.host}:${address.port}`;
}
