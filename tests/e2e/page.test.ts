import assert from 'node:assert/strict';
import { existsSync, mkdirSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { Ajar } from './stage/ajar.ts';

const executablePath = process.env['AJAR_CHROMIUM'] ?? '/usr/bin/chromium';
const flags = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
  ...['--disable-background-networking', '--disable-component-update'],
];
const artefacts = fileURLToPath(new URL('../../.artifacts/', import.meta.url));
const demo = ['demo', '--no-open', '--control', '127.0.0.1:0', '--size', '640x360', '--fps', '30'];
const views = ['view-a', 'view-b'] as const;

test("the demo's page shows both rooms live, with their latency, and a cut heals", async (t) => {
  if (!existsSync(executablePath)) return t.skip(`no Chromium at ${executablePath}`);
  mkdirSync(artefacts, { recursive: true });
  await using run = new Ajar(demo);
  const [, url] = await run.printed(/open: (http:\S+)/);
  const browser: Browser = await chromium.launch({ executablePath, args: flags });
  t.after(() => browser.close());
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(url!);

  await t.test('both pictures move, and show different rooms', async () => {
    for (const view of views) await moving(page, view);
    const [first, second] = await Promise.all(views.map((view) => pixels(page, view)));
    assert.ok(difference(first!, second!) > 10, 'both views show the same room');
  });

  await t.test('latency is measured on the page, and its number changes', async () => {
    for (const id of ['a', 'b']) {
      const first = await latency(page, id);
      await page.waitForFunction(
        ([id, first]) => {
          const text = document.querySelector(`[data-testid=latency-${id}]`)!.textContent;
          return /\d/.test(text) && Number(text) !== first;
        },
        [id, first] as const,
      );
    }
    await page.screenshot({ path: `${artefacts}demo-1440x900.png` });
  });

  await t.test('a slider makes the network slower, and the number says so', async () => {
    await page.getByTestId('net-delay').fill('150');
    await page.waitForFunction(() =>
      ['a', 'b'].every(
        (id) => Number(document.querySelector(`[data-testid=latency-${id}]`)!.textContent) > 150,
      ),
    );
    await page.getByTestId('net-reset').click();
    await page.waitForFunction(() =>
      ['a', 'b'].every(
        (id) => Number(document.querySelector(`[data-testid=latency-${id}]`)!.textContent) < 150,
      ),
    );
  });

  await t.test('a cut of two seconds shows reconnecting in both views and heals', async () => {
    await page.getByTestId('cut-seconds').fill('2');
    await page.getByTestId('cut-go').click();
    await stateIs(page, 'reconnecting');
    await page.screenshot({ path: `${artefacts}demo-cut.png` });
    await stateIs(page, 'open');
    for (const view of views) await moving(page, view);
  });

  await t.test('it fits a telephone', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    for (const view of views) await moving(page, view);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390);
    await page.screenshot({ path: `${artefacts}demo-390x844.png`, fullPage: true });
  });

  assert.deepEqual(complaints, []);
});

/** Resolves when the canvas shows a picture that differs from the one before. */
async function moving(page: Page, view: string): Promise<void> {
  // The page draws its views once the portal has told it which there are.
  await page.getByTestId(view).waitFor();
  const before = await pixels(page, view);
  for (;;) {
    const now = await pixels(page, view);
    if (Math.max(...now) - Math.min(...now) > 40 && difference(before, now) > 0.05) return;
  }
}

/** The canvas, scaled to 64 × 36: red, green, blue and opacity of each pixel. */
function pixels(page: Page, view: string): Promise<number[]> {
  return page.evaluate((view) => {
    const canvas = document.querySelector<HTMLCanvasElement>(`[data-testid=${view}]`)!;
    const small = new OffscreenCanvas(64, 36).getContext('2d')!;
    small.drawImage(canvas, 0, 0, 64, 36);
    return [...small.getImageData(0, 0, 64, 36).data];
  }, view);
}

function difference(left: readonly number[], right: readonly number[]): number {
  return left.reduce((sum, value, index) => sum + Math.abs(value - right[index]!), 0) / left.length;
}

async function latency(page: Page, id: string): Promise<number> {
  const text = page.getByTestId(`latency-${id}`);
  await page.waitForFunction(
    (id) => /^\d/.test(document.querySelector(`[data-testid=latency-${id}]`)!.textContent),
    id,
  );
  return Number(await text.textContent());
}

async function stateIs(page: Page, state: string): Promise<void> {
  await page.waitForFunction(
    (state) =>
      ['a', 'b'].every(
        (id) => document.querySelector<HTMLElement>(`[data-testid=state-${id}]`)!.dataset['state'] === state,
      ),
    state,
  );
}
