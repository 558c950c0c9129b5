export { NetlabError, type NetlabErrorCode } from './error.ts';
export {
  openProxy,
  type Proxy,
  type ProxyOptions,
  type ProxySettings,
  type ProxyStats,
} from './node/live.ts';
export { type Fate, Path, type PathStats } from './path.ts';
export { type Profile, profile, profiles } from './profiles.ts';
export { Random } from './random.ts';
export { type NetworkSettings, parseNetworkSettings, unimpaired } from './settings.ts';
export {
  type Side,
  type VirtualEndpoint,
  VirtualNetwork,
  type VirtualNetworkOptions,
} from './virtual-network.ts';
