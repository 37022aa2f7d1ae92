import assert from 'node:assert/strict';
import {statSync} from 'node:fs';
import {test} from 'node:test';
import {open, useBrowser} from './browser.mjs';
import {failed, hostileRun, largeRun, pageOf, poolRun, recorded} from './report.mjs';

useBrowser();

test('200 cases with 20,000 packets stay below 3 MB, and all are listed', async () => {
  const path = pageOf(largeRun());
  const size = statSync(path).size;
  assert.ok(size < 3e6, `${size} bytes`);
  const {page, done} = await open(path, {ready: '.cases li:last-child'});
  assert.equal(await page.locator('.cases li').count(), 200);
  await done();
});

test('a step of 500 packets is drawn, bulk folded', async () => {
  const run = recorded();
  const one = run.cases.find((x) => x.file.endsWith('4-masquerade.yaml'));
  const [from, to] = one.steps[0].crossings.filter((c) => c.kind.startsWith('DATA'));
  one.steps[0].crossings = Array.from({length: 500}, (_, i) => ({...(i % 2 ? to : from), id: i, journey: i >> 1, frame: i + 1}));
  one.steps[0].crossings_left_out = 77;
  const {page, done} = await open(pageOf(run), {hash: '#case=one-arm/4-masquerade.engine', ready: '.ladder'});
  assert.equal(await page.locator('a.arrow').count(), 2);
  assert.match(await page.locator('a.arrow').first().innerText(), /×250/);
  assert.match(await page.locator('.ladder-box').innerText(), /77 more packets are in the capture/);
  await page.getByLabel('every packet separately').check();
  assert.equal(await page.locator('a.arrow').count(), 500);
  await done();
});

test('of 62 connections the wrong one stands first, the others are folded, and the ladder shows it alone', async () => {
  const {page, done} = await open(pageOf(poolRun()), {hash: failed, ready: '.ladder'});
  assert.match(await page.locator('.flow').first().innerText(), /rs41/);
  assert.equal(await page.locator('.flow').count(), 2, 'the wrong one, and one for 61 alike');
  assert.match(await page.locator('.alike summary').innerText(), /60 more alike: answered by 60 servers, rs2 to rs62/);
  assert.equal(await page.locator('.connection').inputValue(), '40');
  assert.match(await page.locator('.connection option').nth(1).innerText(), /✗.*rs41/);
  await page.selectOption('.connection', '9');
  assert.equal(await page.locator('a.arrow:not(.offending)').count(), 0, 'none of its packets are on the page');
  const heads = await page.locator('.ladder .heads').boundingBox();
  assert.ok(heads.height > 0);
  await done();
});

test('nothing in a hostile run runs or breaks the page', async () => {
  const path = pageOf(hostileRun());
  const {page, done} = await open(path, {ready: '.cases'});
  const links = await page.locator('.cases a').evaluateAll((all) => all.map((one) => one.getAttribute('href')));
  assert.equal(links.length, recorded().cases.length);
  for (const link of links) {
    await page.evaluate((hash) => (location.hash = hash), link);
    await page.waitForSelector('.case-head');
    assert.match(await page.locator('h1').innerText(), /<script>window\.pwned=1<\/script>/);
    assert.equal(await page.evaluate(() => window.pwned), undefined);
    assert.equal(await page.locator('main img, main script, iframe').count(), 0);
    await page.evaluate(() => (location.hash = ''));
    await page.waitForSelector('.cases');
  }
  await done();
  const bare = await open(path, {javaScriptEnabled: false, ready: '#summary'});
  assert.equal(await bare.page.locator('img').count(), 0);
  await bare.done();
});
