// What the tests share: runs to show, and pages made of them by the program itself.
import {execFileSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';

export const root = fileURLToPath(new URL('../../..', import.meta.url));
export const hopproof = process.env.HOPPROOF ?? join(root, 'build/dev/hopproof');

/** A run as it was recorded on one host: the one-arm story, a case that fails, both directors. */
export const recorded = () => JSON.parse(readFileSync(new URL('recorded.json', import.meta.url), 'utf8'));

/** Links to its cases: one that fails, one that passes, one in which the directors differ, a lost frame. */
export const failed = '#case=must-fail/masquerade-missing.engine';
export const passed = '#case=one-arm/4-masquerade.engine';
export const differing = '#case=one-arm/2-dnat-only.engine';
export const lost = '#case=stale/dead-node-weight-zero.engine&step=5';

/** What the case that fails saw first of what it did not want. */
export const offending = () =>
  recorded().cases.find((one) => one.file.includes('masquerade-missing')).steps[0].crossings.find((c) => c.offending);

const folders = [];
process.on('exit', () => folders.forEach((folder) => rmSync(folder, {recursive: true, force: true})));

export function folder() {
  folders.push(mkdtempSync(join(tmpdir(), 'hopproof-app-')));
  return folders.at(-1);
}

/** Writes the run's report; the path of its page. */
export function pageOf(run) {
  const where = folder();
  writeFileSync(join(where, 'run.json'), JSON.stringify(run));
  execFileSync(hopproof, ['report', join(where, 'run.json'), '--report', join(where, 'report')]);
  return join(where, 'report/index.html');
}

/** 200 cases with 20,000 packets: each case is a recorded one, its packets repeated with other bytes. */
export function largeRun() {
  const run = recorded();
  const model = run.cases.find((one) => one.file.endsWith('4-masquerade.yaml'));
  const packets = model.steps[0].crossings;
  let seed = 1;
  const random = () => (seed = (seed * 1103515245 + 12345) % 2147483648).toString(16).padStart(8, '0');
  run.cases = Array.from({length: 200}, (_, n) => {
    const one = structuredClone(model);
    one.file = `cases/topic-${n % 12}/case-${n}.yaml`;
    one.name = `case ${n} of many`;
    one.steps = [structuredClone(one.steps[0])];
    one.steps[0].crossings = Array.from({length: 100}, (_, i) => {
      const c = structuredClone(packets[i % packets.length]);
      const bytes = (c.bytes_hex + '00'.repeat(128)).slice(0, 256);
      // What differs from packet to packet on a real wire: id, checksums, sequence numbers, ports.
      return {...c, id: i, journey: i >> 1, frame: i + 1, time_ns: i * 31_415, bytes_hex: bytes.slice(0, 36) + random() + bytes.slice(44, 76) + random() + random() + bytes.slice(92)};
    });
    return one;
  });
  return run;
}

/** A step of 62 connections, each by a server of its own, the 41st of which got no answer. */
export function poolRun() {
  const run = recorded();
  const one = run.cases.find((x) => x.file.includes('masquerade-missing') && x.director === 'engine');
  const good = run.cases.find((x) => x.file.endsWith('4-masquerade.yaml')).steps[0].flows[0];
  const [step] = one.steps;
  const by = (hops, name) => hops.map((hop) => ({...hop, from: hop.from.replace(good.served, name), to: hop.to.replace(good.served, name)}));
  step.flows = Array.from({length: 62}, (_, i) => {
    const own = {server: `rs${i + 1}`, local: `1.65.15.140:${50000 + i}`};
    if (i === 40) return {...step.flows[0], ...own, served: ''};
    return {...good, ...own, served: own.server, request: by(good.request, own.server), reply: by(good.reply, own.server)};
  });
  step.crossings.forEach((c) => (c.flow = c.flow.replace(/^0/, '40')));
  step.findings.forEach((finding) => (finding.flows = [40]));
  run.cases = [{...one, steps: [step]}];
  return run;
}

const evil = `"><img src=x onerror="window.pwned=1"><script>window.pwned=1</script></template><!-- \u2028 {{7*7}} \${1} javascript:window.pwned=1 \u202e`;

/** Every text of a run replaced by something that would like to run. */
export function hostileRun() {
  const keep = new Set(['verdict', 'kind', 'bytes_hex', 'rewritten', 'flow']);
  const spoil = (value, key) => {
    if (typeof value === 'string') return keep.has(key) ? value : value + evil;
    if (Array.isArray(value)) return keep.has(key) ? value : value.map((one) => spoil(one, ''));
    if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, spoil(v, k)]));
    return value;
  };
  const run = recorded();
  return {...run, cases: run.cases.map((one) => spoil(one, ''))};
}
