// node test/record.mjs: records the run that the tests and the pictures show, anew, from this host's
// hopproof. What the other director saw is written by hand below, and says so.
import {spawnSync} from 'node:child_process';
import {readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {folder, hopproof, root} from './report.mjs';

const where = folder();
const file = (name) => `cases/${name}.yaml`;
let version;

/** The results of `hopproof WORDS --json`; 1 is the exit status of a case that is there to fail. */
function results(...words) {
  const json = join(where, 'one.json');
  rmSync(json, {force: true});
  const {status, stderr} = spawnSync(hopproof, [...words, '--json', json], {cwd: root, encoding: 'utf8'});
  if (status > 1) throw new Error(`${words.join(' ')}: ${stderr}`);
  const run = JSON.parse(readFileSync(json, 'utf8'));
  version = run.hopproof;
  return run.cases;
}

const names = ['one-arm/2-dnat-only', 'one-arm/4-masquerade', 'must-fail/masquerade-missing', 'must-fail/need-not-needed', 'stale/dead-node-weight-zero', 'direct-routing/tunnel'];
const cases = results('run', '--report', where, ...names.map(file));
const named = (name) => cases.find((one) => one.file.includes(name));
const study = (what, name) => results(what, '--no-report', file(name))[0][what === 'fix' ? 'fixes' : what];
named('4-masquerade').why = study('why', 'one-arm/4-masquerade');
named('masquerade-missing').fixes = study('fix', 'must-fail/masquerade-missing');

for (const one of cases) {
  one.pcapng = one.pcapng.replace(/^.*\//, 'hopproof-report/');
  for (const step of one.steps) for (const mismatch of step.mismatches) mismatch.command = mismatch.command.replaceAll(where, 'hopproof-report');
}

// By hand: the same cases by the other director, with other ephemeral ports; in one of them a hop is missing.
for (const name of ['2-dnat-only', '4-masquerade', 'masquerade-missing']) {
  const text = JSON.stringify({...named(name), why: {items: [], rows: [], sufficient: [], labs_run: 0, labs_saved: 0, notes: []}});
  const ports = new Set(named(name).steps.flatMap((step) => step.flows.map((flow) => flow.local.split(':')[1])).filter(Boolean));
  const twin = JSON.parse([...ports].reduce((all, port, i) => all.replaceAll(`:${port}`, `:${51222 + i}`), text));
  Object.assign(twin, {director: 'ipvs', kernel: '6.12.9'});
  if (name === '2-dnat-only') twin.steps[1].flows[0].reply.pop();
  cases.push(twin);
}
writeFileSync(fileURLToPath(new URL('recorded.json', import.meta.url)), JSON.stringify({schema: 1, hopproof: version, cases}));
