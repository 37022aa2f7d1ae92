// node pictures.mjs: makes the pictures of docs/ anew from the recorded run. Needs Chromium.
import {mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {chromium} from 'playwright-core';
import {pageOf, recorded, root} from './test/report.mjs';

const page = pageOf(recorded());
const docs = join(root, 'docs');
mkdirSync(join(docs, 'pictures'), {recursive: true});
const failed = '#case=must-fail/masquerade-missing.engine';
const offending = recorded().cases.find((one) => one.file.includes('masquerade-missing')).steps[0].crossings.filter((c) => c.offending).at(-1).id;

/** [file, hash, what to show (the whole window without it), width, height, scheme] */
const pictures = [
  ['report.png', failed, '', 1180, 1500],
  ['pictures/overview.png', '', '', 1100, 620],
  ['pictures/wrong-hop.png', failed, '.wrong-hop', 1100, 800],
  ['pictures/ladder.png', failed, '.ladder-box', 1100, 800],
  ['pictures/hops.png', failed, '.flow', 1100, 800],
  ['pictures/packet.png', `${failed}&step=1&packet=${offending}`, '.stage', 1180, 1000],
  ['pictures/both-directors.png', '#case=one-arm/4-masquerade.engine', '#both', 1100, 800],
  ['pictures/why.png', failed, '.part:has(.matrix)', 1100, 800],
  ['pictures/passed-dark.png', '#case=one-arm/4-masquerade.engine', '', 1100, 800, 'dark'],
  ['pictures/narrow-dark.png', failed, '', 360, 740, 'dark'],
];

const browser = await chromium.launch({executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox']});
for (const [file, hash, what, width, height, colorScheme = 'light'] of pictures) {
  const view = await browser.newPage({viewport: {width, height}, colorScheme});
  await view.goto(`file://${page}${hash}`);
  await view.waitForSelector(what || 'main h1');
  await view.waitForLoadState('networkidle');
  const box = what && (await view.locator(what).first().boundingBox());
  const clip = box && {x: Math.max(box.x - 16, 0), y: box.y - 12, width: box.width + 32, height: box.height + 24};
  await view.screenshot({path: join(docs, file), ...(clip && {clip, fullPage: true})});
  await view.close();
  console.log(file);
}
await browser.close();
