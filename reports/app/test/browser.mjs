// One Chromium for a test file; every page is watched: it may ask for nothing and complain of nothing.
import assert from 'node:assert/strict';
import {after, before} from 'node:test';
import {chromium} from 'playwright-core';

const flags = ['--no-sandbox', '--disable-quic', '--disable-background-networking'];
let browser;

export function useBrowser() {
  before(async () => {
    browser = await chromium.launch({executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: flags});
  });
  after(() => browser.close());
}

/** Opens a page of the report; `done()` closes it and says what it asked for and complained of. */
export async function open(path, {hash = '', ready = '.bar', ...options} = {}) {
  const context = await browser.newContext({viewport: {width: 1280, height: 900}, ...options});
  const page = await context.newPage();
  const requests = [], complaints = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    return dialog.dismiss();
  });
  await page.goto(`file://${path}${hash}`);
  await page.waitForSelector(ready);
  const done = async () => {
    await context.close();
    assert.deepEqual(requests.filter((url) => url.split('#')[0] !== `file://${path}`), [], 'requests');
    assert.deepEqual(complaints, [], 'complaints');
  };
  return {page, context, done};
}
