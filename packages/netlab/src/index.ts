export {
  type NetworkDescription,
  type NetworkEvent,
  type NetworkEventInput,
  type NetworkInput,
  parseNetwork,
  type TcpInput,
  type TcpSettings,
} from './description/network.ts';
export { profile, profiles } from './description/profiles.ts';
export { type NetworkSettings, parseNetworkSettings, unimpaired } from './description/settings.ts';
export { NetlabError, type NetlabErrorCode } from './error.ts';
export type { NetworkChange } from './network.ts';
export { openProxy } from './node/live.ts';
export { loadNetwork } from './node/load.ts';
export type { Proxy, ProxyOptions, ProxyStats } from './node/proxy.ts';
export { CapacityTrace } from './path/capacity-trace.ts';
export { type CrossTraffic, Path, type PathEvents, type PathStats } from './path/path.ts';
export { Random } from './path/random.ts';
export type { TcpFlow, TcpStats } from './tcp/tcp-flow.ts';
export {
  type Side,
  type VirtualAddress,
  type VirtualEndpoint,
  VirtualNetwork,
  type VirtualNetworkOptions,
} from './virtual-network.ts';
