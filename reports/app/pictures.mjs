// node pictures.mjs: makes the pictures of docs/ anew from the recorded run. Needs Chromium.
import {mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {chromium} from 'playwright-core';
import {differing, failed, lost, offending, pageOf, passed, recorded, root} from './test/report.mjs';

const page = pageOf(recorded());
const docs = join(root, 'docs');
mkdirSync(join(docs, 'pictures'), {recursive: true});
const dnatOnly = '#case=one-arm/2-dnat-only.engine';

/** [file, hash, what to show (the whole window without it), width, height, scheme] */
const pictures = [
  ['report.png', failed, '', 1180, 1500],
  ['pictures/overview.png', '', '', 1100, 760],
  ['pictures/wrong-hop.png', failed, '.wrong-hop', 1100, 800],
  ['pictures/ladder.png', failed, '.ladder-box', 1100, 800],
  ['pictures/lost.png', lost, '.ladder-box', 1100, 800],
  ['pictures/hops.png', failed, '.flow', 1100, 800],
  ['pictures/packet.png', `${failed}&step=1&packet=${offending().id}`, '.stage', 1240, 1600],
  ['pictures/both-directors.png', differing, '#both', 1100, 800],
  ['pictures/why.png', passed, '.part:has(.matrix)', 1100, 800],
  ['pictures/dnat-only.png', dnatOnly, '', 1100, 1300],
  ['pictures/passed-dark.png', passed, '', 1100, 1000, 'dark'],
  ['pictures/narrow-dark.png', failed, '', 360, 740, 'dark'],
];

const browser = await chromium.launch({executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox']});
for (const [file, hash, what, width, height, colorScheme = 'light'] of pictures) {
  const view = await browser.newPage({viewport: {width, height}, colorScheme});
  await view.goto(`file://${page}${hash}`);
  await view.waitForSelector(what || 'main h1');
  await view.waitForLoadState('networkidle');
  // A header that stays in view would lie over what is shown.
  if (what) await view.evaluate(() => (document.querySelector('.bar').style.position = 'static'));
  await view.evaluate(() => scrollTo(0, 0));
  const box = what && (await view.locator(what).first().boundingBox());
  const clip = box && {x: Math.max(box.x - 16, 0), y: box.y - 12, width: box.width + 32, height: box.height + 24};
  await view.screenshot({path: join(docs, file), ...(clip && {clip, fullPage: true})});
  await view.close();
  console.log(file);
}
await browser.close();
