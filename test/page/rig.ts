// What the page's tests stand on: a browser, a local cloud with its page, and virtual boards with the built bundle.
import assert from 'node:assert/strict';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core';
import { type Cloud, startCloud } from '../../scripts/cloud/cloud.ts';
import type { DeviceIdentity } from '../../scripts/cloud/devices.ts';
import { type BoardPages, createPages, type PageOptions } from '../../scripts/cloud/page/page.ts';
import { startVirtualBoard, type VirtualBoard } from '../../scripts/device/virtual/board.ts';

/** Longest wait for something on the page, in ms, on a computer that has much else to do: what does not come is a failure. */
export const WAIT_MS = 60_000;

export const ACCESS_KEY = { id: 'key', secret: 'key-secret-7f3a' };
const SECRET = '0123456789abcdef0123456789abcdef';
const BUNDLE = process.env.RRPC_PAGE_BUNDLE || fileURLToPath(new URL('../../dist/firmware.js', import.meta.url));

/** The browser that the variable CHROMIUM names, or the first of the usual names on PATH; undefined where there is none. */
export function findChromium(environment: Record<string, string | undefined> = process.env): string | undefined {
  if (environment.CHROMIUM) return environment.CHROMIUM;
  const folders = (environment.PATH ?? '').split(delimiter).filter(Boolean);
  const names = ['chromium', 'chromium-browser', 'google-chrome'];
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isRunnable);
}

function isRunnable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Why the page's tests cannot run here; undefined where they can. */
export const missing: string | undefined =
  findChromium() === undefined ? 'not run: no Chromium here (CHROMIUM names none, and PATH has none)' : undefined;

let browser: Promise<Browser> | undefined;

/** The browser of this process, started when first asked for. */
export function theBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  assert.ok(executablePath, missing);
  browser ??= chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  return browser;
}

/** Ends it. */
export async function endBrowser(): Promise<void> {
  await (await browser)?.close();
  browser = undefined;
}

/** A device of the tests. */
export const identity = (deviceName: string): DeviceIdentity => ({
  productKey: 'a1Bcd',
  deviceName,
  deviceSecret: SECRET,
});

/** A cloud with its page. */
export interface Site {
  readonly cloud: Cloud;
  readonly pages: BoardPages;
  readonly url: string;
  /** Starts a virtual board, on the page with its wires; it is off after the test. */
  board(deviceName: string): Promise<VirtualBoard>;
  /** Ends the cloud before the test ends. */
  stop(): Promise<void>;
}

/** How a site may differ. */
export interface SiteOptions {
  readonly devices?: readonly string[];
  readonly page?: Partial<PageOptions>;
  readonly httpPort?: number;
  readonly mqttPort?: number;
}

/** Starts a cloud with its page on free ports. */
export async function siteFor(t: TestContext, options: SiteOptions = {}): Promise<Site> {
  assert.ok(existsSync(BUNDLE), 'there is no dist/firmware.js: npm run build');
  const pages = createPages({ accessKey: ACCESS_KEY, ...options.page });
  const cloud = await startCloud({
    mqttPort: options.mqttPort ?? 0,
    httpPort: options.httpPort ?? 0,
    devices: (options.devices ?? ['lamp']).map(identity),
    accessKeys: [ACCESS_KEY],
    connectsPerMinute: Number.POSITIVE_INFINITY,
    pages,
  });
  pages.watch(cloud);
  let isOver = false;
  const stop = async () => {
    if (isOver) return;
    isOver = true;
    pages.close();
    await cloud.stop();
  };
  t.after(stop);
  return {
    cloud,
    pages,
    url: `http://127.0.0.1:${cloud.httpPort}/`,
    async board(deviceName) {
      const device = await startVirtualBoard({
        bundle: BUNDLE,
        storage: { 'device.json': settings(deviceName, cloud) },
      });
      pages.bench(identity(deviceName), device);
      t.after(() => device.stop());
      return device;
    },
    stop,
  };
}

/** `device.json` of a device, quick to come back. */
export function settings(deviceName: string, { mqttPort }: { mqttPort: number }): string {
  const retry = { first: 0.1, ceiling: 0.5 };
  return JSON.stringify({ ...identity(deviceName), host: '127.0.0.1', port: mqttPort, retry });
}

/** Opens a page, and fails the test at its end for every error that the page had. */
export async function open(t: TestContext, url: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await (await theBrowser()).newContext({ viewport: { width: 1280, height: 900 }, ...options });
  context.setDefaultTimeout(WAIT_MS);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error.stack ?? error)));
  page.on('console', (message) => {
    // A cloud that is away, or wants the key, is no error of the page's.
    if (message.type() === 'error' && !/Failed to load resource|net::ERR_/.test(message.text()))
      errors.push(message.text());
  });
  t.after(async () => {
    await context.close();
    assert.deepEqual(errors, []);
  });
  await page.goto(url);
  return page;
}

/** Waits until an element's attribute has this value; fails with the one that it has. */
export async function until(page: Page, element: Locator, name: string, value: string): Promise<void> {
  const ends = performance.now() + WAIT_MS;
  await element.waitFor();
  for (;;) {
    const found = await element.getAttribute(name);
    if (found === value) return;
    assert.ok(performance.now() < ends, `${name} is ${found}, not ${value}`);
    await page.waitForTimeout(30);
  }
}
