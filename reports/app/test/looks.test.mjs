import AxeBuilder from '@axe-core/playwright';
import assert from 'node:assert/strict';
import {before, test} from 'node:test';
import {open, useBrowser} from './browser.mjs';
import {differing, failed, lost, offending, pageOf, passed, recorded} from './report.mjs';

useBrowser();
let path;
before(() => (path = pageOf(recorded())));

const packet = `${failed}&step=1&packet=${offending().id}`;
const views = {'the overview': ['', '.cases'], 'a failed case': [failed, '.ladder'], 'a packet': [packet, '.packet'], 'a case that passed': [passed, '.matrix'], 'both directors': [differing, '#both table'], 'a lost frame': [lost, '.arrow.lost']};
const ground = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);

for (const [name, [hash, ready]] of Object.entries(views)) {
  for (const colorScheme of ['light', 'dark']) {
    test(`axe finds nothing in ${name}, ${colorScheme}`, async () => {
      const {page, done} = await open(path, {hash, ready, colorScheme});
      await page.evaluate(() => document.querySelectorAll('details').forEach((one) => (one.open = true)));
      // Only the contrast can differ in the dark, and a whole analysis takes seconds.
      const axe = new AxeBuilder({page});
      const {violations} = await (colorScheme === 'dark' ? axe.withRules(['color-contrast']) : axe).analyze();
      assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).slice(0, 3)}`), []);
      await done();
    });
  }
  test(`${name} fits 360 pixels`, async () => {
    const {page, done} = await open(path, {hash, ready, viewport: {width: 360, height: 740}});
    assert.equal(await page.evaluate(() => document.scrollingElement.scrollWidth), 360);
    await done();
  });
}

test('dark follows the system, and the button overrules it', async () => {
  const {page, done} = await open(path, {colorScheme: 'dark'});
  const dark = await ground(page);
  await page.click('.theme');
  assert.match(await page.innerText('.theme'), /light/);
  assert.notEqual(await ground(page), dark);
  await page.click('.theme');
  assert.equal(await ground(page), dark);
  await done();
});

test('a case prints, with everything opened', async () => {
  const {page, done} = await open(path, {hash: failed, ready: '.ladder'});
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  const pdf = await page.pdf({format: 'A4'});
  assert.ok(pdf.length > 20_000, `${pdf.length} bytes`);
  assert.equal(await page.locator('details:not([open])').count(), 0);
  await done();
});
