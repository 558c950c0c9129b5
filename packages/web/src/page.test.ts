import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { type Browser, chromium, type Page } from 'playwright-core';
import { drawRoom, type RoomLoop } from './fixture/rooms.ts';
import { type Fixture, type FixtureOptions, openFixture } from './fixture/server.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const ARTEFACTS = join(ROOT, '.artifacts', 'web');
const CHROMIUM = process.env['AJAR_CHROMIUM'] ?? '/usr/bin/chromium';
const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const DESK = { width: 1440, height: 900 };
const HAND = { width: 390, height: 844 };

if (existsSync(CHROMIUM)) describe('the page in Chromium', pageTests);
else
  test('the page in Chromium', (t) =>
    t.skip(`no Chromium at ${CHROMIUM}: install chromium or set AJAR_CHROMIUM`));

function pageTests(): void {
  let browser: Browser;
  let morning: RoomLoop;
  let evening: RoomLoop;

  before(async () => {
    execFileSync(process.execPath, [join(ROOT, 'setup', 'build-page.mjs')]);
    mkdirSync(ARTEFACTS, { recursive: true });
    browser = await chromium.launch({ executablePath: CHROMIUM, args: CHROMIUM_FLAGS });
    morning = await drawRoom(browser, 'morning');
    evening = await drawRoom(browser, 'evening');
  });
  after(() => browser?.close());

  /** Opens the page on a server of its own, and fails when the page reports an error or asks anyone else for anything. */
  async function visit(
    options: FixtureOptions,
    viewport: typeof DESK,
    look: (page: Page, fixture: Fixture) => Promise<void>,
  ): Promise<void> {
    const fixture = await openFixture(options);
    const page = await browser.newPage({ viewport });
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('request', (request) => {
      if (!request.url().startsWith(fixture.address)) complaints.push(`asked for ${request.url()}`);
    });
    try {
      await page.goto(fixture.address);
      await look(page, fixture);
      assert.deepEqual(complaints, []);
    } finally {
      await page.close();
      await fixture.close();
    }
  }

  test('a page says which codecs it decodes, and plays AV1 as it does H.264', async () => {
    const modern = await drawRoom(browser, 'evening', 'av1');
    await visit({ loops: [morning, modern] }, DESK, async (page, fixture) => {
      await untilMoving(page, 'view-a');
      await untilMoving(page, 'view-b');
      for (const id of ['a', 'b']) {
        const codecs = fixture.codecs.get(id);
        assert.ok(codecs?.includes('h264') && codecs.includes('av1'), codecs?.join());
      }
    });
  });

  test('both views show moving pictures and every figure is alive', async () => {
    await visit({ loops: [morning, evening] }, DESK, async (page, fixture) => {
      await untilState(page, 'open');
      await untilMoving(page, 'view-a');
      await untilMoving(page, 'view-b');
      await page.waitForFunction(() =>
        /^\d+(\.\d)?$/.test(document.querySelector('[data-testid=latency-a]')!.textContent),
      );
      await untilText(page, 'state-b', 'Open');
      await untilText(page, 'loss-a', '0.0');
      await page.waitForFunction(
        () => document.querySelector('[data-testid=bitrate-b]')!.textContent !== '–',
      );
      await until(() => (fixture.presented.get('a') ?? 0) > 0 && (fixture.presented.get('b') ?? 0) > 0);
      assert.deepEqual(await page.locator('h2').allTextContents(), [
        'Kyoto',
        'Oslo',
        'Network between the rooms',
        'Details',
      ]);
      await page.screenshot({ path: join(ARTEFACTS, 'page-1440x900.png') });
    });
  });

  test('a slider says what it was set to, by hand and by key, and shows what the server says', async () => {
    await visit({ loops: [morning, evening] }, DESK, async (page, fixture) => {
      await untilState(page, 'open');
      await page.getByTestId('net-delay').fill('80');
      await until(() => asksFor(fixture, 'delayMs', 80));
      assert.ok(await page.getByTestId('net-burst').isDisabled(), 'bursts of no loss');
      await page.getByTestId('net-loss').press('ArrowRight');
      await until(() => asksFor(fixture, 'lossPct', 0.5));
      await page.getByTestId('net-burst').fill('10');
      await until(() => asksFor(fixture, 'lossBurst', 10));
      await page.getByTestId('net-jitter').fill('12');
      await until(() => asksFor(fixture, 'jitterMs', 12));
      await page.getByTestId('net-bandwidth').press('ArrowRight');
      await until(() => asksFor(fixture, 'bandwidthMbps', 100));

      fixture.tell({
        type: 'net',
        net: { delayMs: 35, jitterMs: 0, lossPct: 0, lossBurst: 4, bandwidthMbps: 12, cutUntil: null },
      });
      await page.waitForFunction(
        () => document.querySelector<HTMLInputElement>('#net-delay')!.value === '35',
      );
      await page.waitForFunction(() =>
        document.querySelector('output[for=net-bandwidth]')!.textContent.startsWith('12 '),
      );
      await page.waitForFunction(() =>
        document.querySelector('output[for=net-burst]')!.textContent.startsWith('4 '),
      );

      await page.getByTestId('net-reset').click();
      await page.waitForFunction(() => document.querySelector<HTMLInputElement>('#net-delay')!.value === '0');
      await until(() => asksFor(fixture, 'bandwidthMbps', 0) && asksFor(fixture, 'lossBurst', 1));
    });
  });

  test('the volume and mute of a room, and of what it shares, are asked for, and follow the portal', async () => {
    await visit({ loops: [morning, evening], isShared: true }, DESK, async (page, fixture) => {
      await untilState(page, 'open');
      await page.getByTestId('volume-a').fill('150');
      await until(() => mixAsked(fixture, { people: { volumePct: 150 } }));
      await page.getByTestId('mute-b').click();
      await until(() => mixAsked(fixture, { people: { muted: true } }));
      await page.getByTestId('microphone-a').click();
      await until(() =>
        fixture.asked.some((asked) => isDeepStrictEqual(asked, { type: 'microphone', id: 'a', muted: true })),
      );
      await page.getByTestId('volume-shared-a').fill('40');
      await until(() => mixAsked(fixture, { shared: { volumePct: 40 } }));
      await page.getByTestId('ducking-b').click();
      await until(() => mixAsked(fixture, { ducking: true }));

      // What the portals say, on a page that has asked for nothing.
      await page.reload();
      for (const [slider, value] of [
        ['volume-a', '150'],
        ['volume-b', '100'],
        ['volume-shared-a', '40'],
      ] as const)
        await page.waitForFunction(
          ([id, wanted]) => document.querySelector<HTMLInputElement>(`#${id}:enabled`)?.value === wanted,
          [slider, value] as const,
        );
      for (const [button, pressed] of [
        ['mute-a', 'false'],
        ['mute-b', 'true'],
        ['microphone-a', 'true'],
        ['microphone-b', 'false'],
        ['ducking-b', 'true'],
      ] as const)
        assert.equal(await page.getByTestId(button).getAttribute('aria-pressed'), pressed);
      assert.match(await page.getByTestId('lufs-heard-a').innerText(), /^−\d+ LUFS$/);
      await page.screenshot({ path: join(ARTEFACTS, 'page-sound.png'), fullPage: true });
    });
  });

  test('a cut shows reconnecting with a countdown, and heals', async () => {
    await visit({ loops: [morning, evening] }, DESK, async (page, fixture) => {
      await untilState(page, 'open');
      await untilMoving(page, 'view-a');
      await page.getByTestId('cut-seconds').fill('2');
      await page.getByTestId('cut-go').click();
      await untilState(page, 'reconnecting');
      await untilText(page, 'state-a', 'Reconnecting');
      await untilText(page, 'latency-a', '–');
      await page
        .getByText(/The line is cut for another \d s/)
        .first()
        .waitFor();
      await page.screenshot({ path: join(ARTEFACTS, 'page-reconnecting.png') });
      assert.ok(fixture.asked.some((message) => message['type'] === 'cut' && message['seconds'] === 2));
      await untilState(page, 'open');
      await untilMoving(page, 'view-a');
    });
  });

  test('a server that goes away is said so, and its return needs no hand', async () => {
    await visit({ loops: [morning, evening] }, DESK, async (page, fixture) => {
      await untilState(page, 'open');
      fixture.breakSockets();
      await untilState(page, 'offline');
      await untilState(page, 'open');
      await untilMoving(page, 'view-b');
    });
  });

  test('a stream that cannot be decoded is started again at a keyframe', async () => {
    const frames = morning.frames.map((frame, index) =>
      index === 20 ? frame.map((byte) => byte ^ 0x5a) : frame,
    );
    await visit({ loops: [{ ...morning, frames }, evening] }, DESK, async (page, fixture) => {
      await untilState(page, 'open');
      await until(() => fixture.keyframesAsked.has('a'));
      const shown = fixture.presented.get('a') ?? 0;
      await until(() => (fixture.presented.get('a') ?? 0) > shown);
      assert.equal(fixture.keyframesAsked.has('b'), false);
    });
  });

  test('messages that make no sense change nothing', async () => {
    await visit({ loops: [morning, evening] }, DESK, async (page, fixture) => {
      await untilState(page, 'open');
      for (const nonsense of [
        null,
        7,
        [],
        { type: 'stats', id: 'a', stats: { state: 9 } },
        { type: 'hello' },
      ]) {
        fixture.tell(nonsense);
      }
      await untilMoving(page, 'view-a');
      await untilState(page, 'open');
    });
  });

  test('a portal alone has one view and no network to make worse', async () => {
    await visit({ loops: [evening] }, DESK, async (page) => {
      await untilState(page, 'open');
      await untilMoving(page, 'view-self');
      assert.equal(await page.locator('canvas[data-testid]').count(), 1);
      assert.equal(await page.getByTestId('net-delay').count(), 0);
      await page.screenshot({ path: join(ARTEFACTS, 'page-one-portal.png') });
    });
  });

  test('before there is a picture the page says what it waits for', async () => {
    await visit({ loops: [morning, evening], state: 'connecting' }, DESK, async (page) => {
      await untilState(page, 'connecting');
      await page.getByText('The other room appears here.').first().waitFor();
      await untilText(page, 'latency-a', '–');
      await page.screenshot({ path: join(ARTEFACTS, 'page-connecting.png') });
    });
  });

  for (const viewport of [DESK, HAND]) {
    test(`nothing moves when figures change, and nothing overflows at ${viewport.width}×${viewport.height}`, async () => {
      await visit({ loops: [morning, evening] }, viewport, async (page, fixture) => {
        await untilState(page, 'open');
        await untilMoving(page, 'view-b');
        const before = await boxes(page);
        await page.getByTestId('net-bandwidth').press('ArrowRight');
        await untilText(page, 'limit-a', 'Oslo sends 1280x720 → 960x540, 60 fps: what the network carries');
        await page.getByTestId('net-delay').fill('300');
        await page.waitForFunction(
          () => Number(document.querySelector('[data-testid=latency-a]')!.textContent) > 300,
        );
        fixture.tell({
          type: 'net',
          net: {
            delayMs: 1234,
            jitterMs: 99,
            lossPct: 33.3,
            lossBurst: 17,
            bandwidthMbps: 1234.5,
            cutUntil: null,
          },
        });
        await page.waitForFunction(() =>
          document.querySelector('output[for=net-loss]')!.textContent.startsWith('33.3'),
        );
        assert.deepEqual(await boxes(page), before);
        const widths = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
        assert.equal(widths[0], widths[1]);
        await page.screenshot({
          path: join(ARTEFACTS, `page-${viewport.width}x${viewport.height}.png`),
          fullPage: true,
        });
      });
    });
  }

  test('the details open and close by key, and hold what the rest of the page leaves out', async () => {
    await visit({ loops: [morning, evening] }, HAND, async (page) => {
      await untilState(page, 'open');
      await page.getByTestId('details-toggle').press('Enter');
      await page.getByRole('rowheader', { name: 'Encoder' }).waitFor();
      await page.getByRole('cell', { name: 'libx264' }).first().waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('rowheader', { name: 'Encoder' }).waitFor({ state: 'hidden' });
      await page.waitForFunction(
        () => (document.activeElement as HTMLElement).dataset['testid'] === 'details-toggle',
      );
    });
  });

  test('a browser without WebCodecs is told in one line what to do', async () => {
    const fixture = await openFixture({ loops: [morning, evening] });
    const page = await browser.newPage({ viewport: DESK });
    await page.addInitScript(() => Reflect.deleteProperty(globalThis, 'VideoDecoder'));
    await page.goto(fixture.address);
    await page.getByText('No picture here').first().waitFor();
    await page
      .getByText(/has no WebCodecs: a current Chrome/)
      .first()
      .waitFor();
    await page.close();
    await fixture.close();
  });
}

function asksFor(fixture: Fixture, setting: string, value: number): boolean {
  return fixture.asked.some(({ net }) => (net as Record<string, unknown> | undefined)?.[setting] === value);
}

function mixAsked(fixture: Fixture, mix: object): boolean {
  return fixture.asked.some((asked) => asked['type'] === 'mix' && isDeepStrictEqual(asked['mix'], mix));
}

async function until(reached: () => boolean): Promise<void> {
  for (let polls = 0; !reached(); polls += 1) {
    assert.ok(polls < 1500, `never came true: ${String(reached)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function untilState(page: Page, state: string): Promise<void> {
  await page.waitForFunction((wanted) => document.documentElement.dataset['state'] === wanted, state);
}

async function untilText(page: Page, testId: string, text: string): Promise<void> {
  await page.getByTestId(testId).filter({ hasText: text }).waitFor();
}

/** Waits until a canvas holds a picture with light and dark in it that is another one than a moment before. */
async function untilMoving(page: Page, testId: string): Promise<void> {
  await page.waitForFunction(
    async (id) => {
      const canvas = document.querySelector<HTMLCanvasElement>(`canvas[data-testid=${id}]`);
      if (canvas === null) return false;
      const small = new OffscreenCanvas(160, 90).getContext('2d', { willReadFrequently: true })!;
      const look = (): Uint8ClampedArray => {
        small.drawImage(canvas, 0, 0, 160, 90);
        return small.getImageData(0, 0, 160, 90).data;
      };
      const first = look();
      await new Promise((resolve) => setTimeout(resolve, 200));
      const second = look();
      const contrast =
        second.reduce((max, byte) => Math.max(max, byte), 0) -
        second.reduce((min, byte) => Math.min(min, byte), 255);
      const changed = second.filter((byte, index) => Math.abs(byte - first[index]!) > 12).length;
      return contrast > 100 && changed > 50;
    },
    testId,
    { polling: 100 },
  );
}

/** Where everything is that must not move, in whole pixels. */
async function boxes(page: Page): Promise<string[]> {
  const moving = 'header, canvas, main h2, .chart, .fact, .meter, .stages-bar, dt, .slider input, .go';
  const found = await page.evaluate(
    (selector) =>
      Array.from(document.querySelectorAll(selector), (element) => {
        const { left, top, width, height } = element.getBoundingClientRect();
        return `${element.tagName} ${[left + scrollX, top + scrollY, width, height].map(Math.round).join(' ')}`;
      }),
    moving,
  );
  assert.ok(found.length > 30);
  return found;
}
