export { Portal, type PortalEvents, type PortalOptions } from './portal.ts';
export type { Stats } from './stats/stats.ts';
