import {build} from 'esbuild';
import assert from 'node:assert/strict';
import {join} from 'node:path';
import {test} from 'node:test';
import {recorded, root} from './report.mjs';

const {outputFiles} = await build({entryPoints: [join(root, 'reports/app/src/dissect.ts')], bundle: true, write: false, format: 'esm'});
const {bytesOf, dissect} = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString('base64')}`);

const fields = (hex) => Object.fromEntries(dissect(bytesOf(hex)).map((field) => [`${field.layer} ${field.name}`, field.value]));
const ethernet6 = '02000000000202000000000186dd';

test('IPv6 and UDP, addresses shortened, checksum verified', () => {
  const packet = fields(ethernet6 + '600000000009114020010db8000000000000000000000001' + '20010db8000000000000000000000002' + '1f900035' + '0009' + '2b8b' + '61');
  assert.equal(packet['IPv6 source'], '2001:db8::1');
  assert.equal(packet['UDP destination port'], '53');
  assert.match(packet['UDP checksum'], /right|wrong/);
  assert.equal(packet['payload 1 bytes'], 'a');
});

test('an ICMP error shows what it quotes', () => {
  const quoted = '4500001c00014000401100000a000001' + '0a000002' + '30390035' + '00080000';
  const packet = fields('0200000000020200000000010800' + '450000380001000040010000' + '0a0000020a000001' + '0303000000000000' + quoted);
  assert.equal(packet['ICMP type'], '3');
  assert.equal(packet['quoted IPv4 destination'], '10.0.0.2');
  assert.equal(packet['quoted UDP destination port'], '53');
});

test('ARP is read', () => {
  const packet = fields('ffffffffffff0200000000010806' + '0001080006040001' + '020000000001' + '0a000001' + '000000000000' + '0a000002');
  assert.equal(packet['ARP target'], '10.0.0.2');
});

test('no truncation of a real packet throws, and its checksums are right', () => {
  for (const one of recorded().cases) {
    for (const c of one.steps.flatMap((step) => step.crossings)) {
      for (let length = 0; length <= c.bytes_hex.length; length += 2) dissect(bytesOf(c.bytes_hex.slice(0, length)));
      if (!c.bad_checksum) assert.ok(dissect(bytesOf(c.bytes_hex)).every((field) => !field.bad), `frame ${c.frame} of ${one.file}`);
    }
  }
});

test('a wrong checksum is told', () => {
  const c = recorded().cases.flatMap((one) => one.steps.flatMap((s) => s.crossings)).find((x) => x.kind === 'SYN');
  const spoilt = c.bytes_hex.slice(0, 44) + (c.bytes_hex[44] === '0' ? '1' : '0') + c.bytes_hex.slice(45);
  assert.ok(dissect(bytesOf(spoilt)).some((field) => field.bad));
});
