import { once } from 'node:events';
import type { Stats } from '@ajar/portal';
import type { Ajar } from './ajar.ts';

/** A page's connection to a portal, and all stats that it was told. */
export async function openControl(portal: Ajar): Promise<{ page: WebSocket; told: Stats[] }> {
  const [, url] = await portal.printed(/(http:\S+)/);
  const page = new WebSocket(new URL('/control', url).href.replace('http', 'ws'));
  const told: Stats[] = [];
  page.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data)) as { type: string; stats: Stats };
    if (message.type === 'stats') told.push(message.stats);
  });
  await once(page, 'open');
  return { page, told };
}
