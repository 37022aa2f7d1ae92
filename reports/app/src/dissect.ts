/** A frame's fields, read from its first bytes. Never throws: what is not there is left out. */
export interface Field { layer: string; name: string; value: string; bad?: boolean }

const flagNames = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR'];

export function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (two) => parseInt(two, 16));
}

const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');

/** How a field reads: a number of so many bytes, or an address. */
type Format = 1 | 2 | 4 | 'mac' | 'ip4' | 'ip6' | 'hex' | 'flags' | 'fragment';
type Spec = [offset: number, name: string, format: Format];

const ports: Spec[] = [[0, 'source port', 2], [2, 'destination port', 2]];
const specs: Record<string, Spec[]> = {
  Ethernet: [[0, 'destination', 'mac'], [6, 'source', 'mac'], [12, 'type', 'hex']],
  ARP: [[6, 'operation', 2], [8, 'sender MAC', 'mac'], [14, 'sender', 'ip4'], [18, 'target MAC', 'mac'], [24, 'target', 'ip4']],
  IPv4: [[2, 'length', 2], [4, 'id', 'hex'], [6, 'fragment', 'fragment'], [8, 'ttl', 1], [9, 'protocol', 1], [12, 'source', 'ip4'], [16, 'destination', 'ip4']],
  IPv6: [[4, 'payload length', 2], [6, 'next header', 1], [7, 'hop limit', 1], [8, 'source', 'ip6'], [24, 'destination', 'ip6']],
  TCP: [...ports, [4, 'sequence', 4], [8, 'acknowledgement', 4], [13, 'flags', 'flags'], [14, 'window', 2]],
  UDP: [...ports, [4, 'length', 2]],
  ICMP: [[0, 'type', 1], [1, 'code', 1], [4, 'id', 2], [6, 'sequence', 2]],
  ports,
};

function ip6Text(groups: string[]): string {
  let start = -1, longest = 1;
  for (let i = 0; i < 8; i++) {
    let end = i;
    while (groups[end] === '0') end++;
    if (end - i > longest) [start, longest] = [i, end - i];
  }
  return start < 0 ? groups.join(':') : groups.slice(0, start).join(':') + '::' + groups.slice(start + longest).join(':');
}

class Frame {
  fields: Field[] = [];
  constructor(readonly bytes: Uint8Array) {}
  has(end: number) { return end <= this.bytes.length; }
  number(at: number, size: number) {
    let value = 0;
    for (let i = 0; i < size; i++) value = value * 256 + this.bytes[at + i];
    return value;
  }

  text(at: number, format: Format): string {
    const {bytes} = this;
    if (format === 'mac') return [...bytes.slice(at, at + 6)].map((b) => hex(b, 2)).join(':');
    if (format === 'ip4') return bytes.slice(at, at + 4).join('.');
    if (format === 'ip6') return ip6Text(Array.from({length: 8}, (_, i) => hex(this.number(at + 2 * i, 2), 1)));
    if (format === 'hex') return '0x' + hex(this.number(at, 2), 4);
    if (format === 'flags') return flagNames.filter((_, i) => bytes[at] & (1 << i)).join(' ') || 'none';
    if (format !== 'fragment') return `${this.number(at, format)}`;
    const bits = this.number(at, 2), offset = (bits & 0x1fff) * 8;
    return [bits & 0x4000 && 'do not fragment', bits & 0x2000 && 'more fragments', offset && `offset ${offset}`].filter(Boolean).join(', ') || 'none';
  }

  add(layer: string, spec: string, at: number) {
    const size = {mac: 6, ip4: 4, ip6: 16, hex: 2, flags: 1, fragment: 2};
    for (const [offset, name, format] of specs[spec]) {
      if (this.has(at + offset + (size[format as keyof typeof size] ?? format)))
        this.fields.push({layer, name, value: this.text(at + offset, format)});
    }
  }

  /** One's complement sum, 0xffff when it holds a right checksum. */
  sum(from: number, to: number, start = 0) {
    let total = start;
    for (let i = from; i < to; i += 2) total += this.bytes[i] * 256 + (i + 1 < to ? this.bytes[i + 1] : 0);
    while (total > 0xffff) total = (total & 0xffff) + (total >>> 16);
    return total;
  }

  checksum(layer: string, field: number, from: number, to: number, pseudo: number) {
    if (!this.has(field + 2)) return;
    const right = this.sum(from, to, pseudo) === 0xffff;
    const word = layer === 'UDP' && this.number(field, 2) === 0 ? 'none' : !this.has(to) ? 'too few bytes here to verify it' : right ? 'right' : 'wrong';
    this.fields.push({layer, name: 'checksum', value: `${this.text(field, 'hex')} ${word}`, bad: word === 'wrong'});
  }

  payload(from: number, to: number) {
    const bytes = [...this.bytes.slice(from, to)];
    if (bytes.length) this.fields.push({layer: 'payload', name: `${to - from} bytes`, value: bytes.map((b) => (b >= 32 && b < 127 ? String.fromCharCode(b) : '·')).join('')});
  }

  transport(protocol: number, at: number, length: number, pseudo: number, prefix: string) {
    const end = at + length;
    if (protocol === 4 || protocol === 41) return this.ip(at, 'inner ');
    const layer = ({1: 'ICMP', 6: 'TCP', 17: 'UDP', 58: 'ICMPv6'} as Record<number, string>)[protocol];
    if (!layer) return this.payload(at, end);
    if (prefix === 'quoted ') return this.add(`quoted ${layer}`, layer.startsWith('ICMP') ? 'ICMP' : 'ports', at);
    this.add(layer, layer.slice(0, 4), at);
    const icmp = layer.startsWith('ICMP');
    this.checksum(layer, at + (icmp ? 2 : protocol === 6 ? 16 : 6), at, end, protocol === 1 ? 0 : pseudo);
    const error = icmp && (protocol === 58 ? this.bytes[at] < 128 : [3, 4, 5, 11, 12].includes(this.bytes[at]));
    if (error) this.ip(at + 8, 'quoted ');
    else this.payload(at + (protocol === 6 ? (this.bytes[at + 12] >> 4) * 4 : 8), end);
  }

  ip(at: number, prefix = '') {
    const six = this.bytes[at] >> 4 === 6, layer = prefix + (six ? 'IPv6' : 'IPv4');
    this.add(layer, six ? 'IPv6' : 'IPv4', at);
    if (!this.has(at + (six ? 40 : 20))) return;
    const header = six ? 40 : (this.bytes[at] & 15) * 4;
    if (!six) this.checksum(layer, at + 10, at, at + header, 0);
    const length = six ? this.number(at + 4, 2) : this.number(at + 2, 2) - header;
    const protocol = this.bytes[at + (six ? 6 : 9)];
    const fragmented = !six && (this.number(at + 6, 2) & 0x3fff) !== 0;
    const pseudo = this.sum(at + (six ? 8 : 12), at + (six ? 40 : 20), protocol + length);
    if (!fragmented) this.transport(protocol, at + header, length, pseudo, prefix);
  }
}

export function dissect(bytes: Uint8Array): Field[] {
  const frame = new Frame(bytes);
  frame.add('Ethernet', 'Ethernet', 0);
  const type = frame.has(14) ? frame.number(12, 2) : 0;
  if (type === 0x0806) frame.add('ARP', 'ARP', 14);
  if (type === 0x0800 || type === 0x86dd) frame.ip(14);
  return frame.fields;
}
