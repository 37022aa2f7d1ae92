// node test/record.mjs: records the run that the tests and the pictures show, anew, from this
// host's hopproof. What one host cannot run is written by hand below and says so.
import {execFileSync} from 'node:child_process';
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {folder, hopproof, root} from './report.mjs';

const cases = ['one-arm/2-dnat-only', 'one-arm/4-masquerade', 'must-fail/masquerade-missing'];
const where = folder();
try {
  execFileSync(hopproof, ['run', '--report', where, ...cases.map((one) => `cases/${one}.yaml`)], {cwd: root});
} catch (failed) {
  if (failed.status !== 1) throw failed; // one of them is there to fail
}
const run = JSON.parse(readFileSync(join(where, 'run.json'), 'utf8'));
for (const one of run.cases) one.pcapng = one.pcapng.replace(/^.*\//, 'hopproof-report/');
const named = (name) => run.cases.find((one) => one.file.includes(name));
const bad = named('masquerade-missing');
const story = named('4-masquerade');

// By hand, until this host's verdict fills them in: a cause, needs, why and fixes.
const step = bad.steps[0];
const masquerade = 'iptables -t nat -A POSTROUTING -m ipvs --vaddr 100.222.111.1 --vport 8000 -j MASQUERADE';
const offending = step.crossings.filter((c) => c.offending);
if (!step.findings.length) {
  step.findings = [{
    id: 'reply-bypasses-director', at: 'rs1.lan',
    text: 'rs1 answers client directly: 1.65.15.140 is on its own link, so the reply never comes back to director, which alone could undo the NAT.',
    evidence: [`rs1 > client: SYN-ACK ${offending.at(-1).source} > ${offending.at(-1).destination}`, 'client asked 100.222.111.1:8000, knows no 1.65.15.143:80, and sends RST'],
    crossings: [offending.at(-1).id], flows: [0],
    rules_out: ['masquerade-not-applied: the case has no masquerade rule'],
    remedy: [
      {node: 'director', command: masquerade, note: 'gone after a reboot; the servers then see 1.65.15.141'},
      {node: 'rs1', command: 'ip route add 1.65.15.140 via 1.65.15.141', note: 'keeps the address of the client'},
    ],
  }];
}
const items = ['director.iptables.masquerade', 'director.sysctls.net.ipv4.vs.conntrack', 'client.routes.to-vip'];
const row = (removed, verdict, outcome, findings) => ({removed, verdict, outcome, step: verdict === 'passed' ? '' : 'step 1', findings});
const place = (line) => ({line, column: 3, length: 10});
if (!bad.needs.length) {
  bad.needs = [
    {item: items[2], judged: true, proven: true, outcome: 'unreachable ENETUNREACH', finding: 'no-route-to-vip', expected: 'no-route-to-vip', step: 'step 1', reason: '', place: place(8)},
    {item: 'director.sysctls.net.ipv4.ip_forward', judged: true, proven: false, outcome: 'answered', finding: '', expected: 'director-does-not-forward', step: '', reason: 'the case passes without it', place: place(11)},
  ];
}
if (!bad.why?.items?.length) {
  bad.why = {
    items, labs_run: 4, labs_saved: 4, sufficient: [items], notes: ['items that no packet touched are left out'],
    rows: [row([], 'passed', 'answered', []), row([items[0]], 'failed', 'timeout', ['reply-bypasses-director']),
      row([items[1]], 'failed', 'timeout', ['masquerade-not-applied', 'reply-bypasses-director']), row([items[2]], 'failed', 'unreachable ENETUNREACH', ['no-route-to-vip'])],
  };
}
if (!bad.fixes?.fixes?.length) {
  bad.fixes = {
    labs_run: 3, tried: [`${masquerade}: passed`, 'ip route add 1.65.15.140 via 1.65.15.141 on rs1: passed', 'net.ipv4.vs.conntrack=0: timeout'],
    fixes: [{changes: [{node: 'director', command: masquerade, item: 'director.iptables.1', note: 'gone after a reboot'}], costs: ['the servers see 1.65.15.141 instead of the client'], diff: '@@ -13,2 +13,4 @@\n       - -a -t 100.222.111.1:8000 -r 1.65.15.143:80 -m\n+    iptables:\n+      - -t nat -A POSTROUTING -m ipvs --vaddr 100.222.111.1 --vport 8000 -j MASQUERADE\n'}],
  };
}
bad.warnings ??= [];
bad.predictions = ['100.222.111.1:8000 will not answer: no rule rewrites the source, and rs1 is on the link of client'];

// By hand: the same cases by the other director, other ephemeral ports, one hop missing.
for (const one of [story, bad]) {
  const port = one.steps[0].flows[0].local.split(':').pop();
  const twin = JSON.parse(JSON.stringify(one).replaceAll(`:${port}`, ':51222'));
  Object.assign(twin, {director: 'ipvs', kernel: '6.12.9'});
  if (one === story) twin.steps[0].flows[0].reply.pop();
  run.cases.push(twin);
}
run.cases.push({...story, file: 'cases/direct-routing/tunnel.yaml', name: 'real servers behind a tunnel', verdict: 'skipped', reason: 'only ipvs: the engine does masquerading only', steps: [], needs: [], pcapng: ''});
writeFileSync(fileURLToPath(new URL('recorded.json', import.meta.url)), JSON.stringify(run));
