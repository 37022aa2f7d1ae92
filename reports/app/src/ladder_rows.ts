import {fold, unfolded, type Row} from './fold';
import {natural} from './flows';
import type {Case, Crossing, Mismatch, Step} from './result';

/** A packet that was expected and never seen. */
export interface Ghost { ghost: true; from: string; from_interface: string; to: string; to_interface: string; text: string }
export type LadderRow = Row | Ghost;
export const isGhost = (row: LadderRow): row is Ghost => 'ghost' in row;

/** An interface of a node, or the switch's port that it is plugged into. */
export interface Column { node: string; interface: string; port?: boolean }

/** An ARP message has its addresses in its name. */
export const isArp = (c: Crossing) => c.kind.startsWith('ARP');
/** ARP, and what IPv6 has in its place. */
export const isResolution = (c: Crossing) => /^(ARP|ICMP6 (neighbour|router))/.test(c.kind);
export const toOf = (c: Crossing) => c.to || 'nobody';

const hopPattern = /^(?:nothing after )?(\S+) > (\S+?)(?: on (\S+))?: (.*)$/;

/** The interfaces by which two nodes reach each other: those on a network that they share. */
function interfacesBetween(of: Case, from: string, to: string, network?: string): [string, string] {
  const interfaces = (name: string) => of.nodes.find((node) => node.name === name)?.interfaces ?? [];
  for (const a of interfaces(from)) {
    const b = interfaces(to).find((other) => other.network === a.network);
    if (b && (!network || a.network === network)) return [a.name, b.name];
  }
  return [interfaces(from)[0]?.name ?? '', interfaces(to)[0]?.name ?? ''];
}

/** The hop and packet that a mismatch wanted, where that is another hop than the one it points to. */
export function ghostOf(of: Case, mismatch: Mismatch): Ghost | undefined {
  if (!['request', 'reply', 'seen'].includes(mismatch.claim)) return undefined;
  const found = hopPattern.exec(mismatch.wanted);
  if (!found || mismatch.wanted.startsWith('nothing')) return undefined;
  const [, from, to, network, text] = found;
  const [from_interface, to_interface] = interfacesBetween(of, from, to, network);
  return mismatch.hop === `${from} > ${to}` ? undefined : {ghost: true, from, from_interface, to, to_interface, text};
}

function withGhosts(of: Case, rows: LadderRow[], step: Step): LadderRow[] {
  for (const mismatch of step.mismatches) {
    const ghost = ghostOf(of, mismatch);
    if (!ghost) continue;
    const at = rows.findIndex((row) => !isGhost(row) && row.all.some((c) => c.frame === mismatch.frame));
    rows.splice(at < 0 ? rows.length : at + 1, 0, ghost);
  }
  return rows;
}

export function ladderRows(of: Case, step: Step, options: {resolution: boolean; all: boolean}): LadderRow[] {
  const cited = new Set(step.findings.flatMap((finding) => finding.crossings));
  const nothingElse = step.crossings.every(isResolution);
  const shown = step.crossings.filter((c) => options.resolution || nothingElse || !isResolution(c) || c.offending || cited.has(c.id));
  return withGhosts(of, options.all ? unfolded(shown) : fold(shown, cited), step);
}

/** Nodes of one name with numbers change places until rs2 stands before rs10; all others stay where they are. */
function inNaturalOrder(nodes: string[]): string[] {
  const stem = (node: string) => node.replace(/\d+$/, '');
  const sorted = new Map(nodes.map((node) => [stem(node), nodes.filter((other) => stem(other) === stem(node)).sort(natural)]));
  return nodes.map((node) => sorted.get(stem(node))!.shift()!);
}

function interfacesOf(rows: LadderRow[]): Column[] {
  const nodes = new Map<string, Set<string>>();
  const add = (node: string, name: string) => nodes.set(node, (nodes.get(node) ?? new Set()).add(name));
  for (const row of rows) {
    const {from, from_interface, to, to_interface} = isGhost(row) ? row : row.crossing;
    add(from, from_interface);
    add(to || 'nobody', to_interface);
  }
  return inNaturalOrder([...nodes.keys()]).flatMap((node) => [...nodes.get(node)!].map((name) => ({node, interface: name})));
}

export const columnOf = (columns: Column[], node: string, name: string, port = false) =>
  columns.findIndex((x) => x.node === node && x.interface === name && !x.port === !port);

/** Where a frame was to pass on the segment, and how many of these places saw it. A switch's ports are listed only for a lost one. */
export function stationsOf(c: Crossing, columns: Column[]): {places: number[]; seen: number} {
  const switched = c.switch_ports?.length;
  const ports = switched ? [columnOf(columns, c.from, c.from_interface, true), columnOf(columns, toOf(c), c.to_interface, true)] : [];
  return {
    places: [columnOf(columns, c.from, c.from_interface), ...ports.filter((place) => place >= 0), columnOf(columns, toOf(c), c.to_interface)],
    seen: 1 + (switched ?? 0),
  };
}

/** A port stands beside its interface, on the side of the other node. */
function addPort(columns: Column[], node: string, name: string, other: string) {
  if (!node || columnOf(columns, node, name, true) >= 0) return;
  const at = columnOf(columns, node, name);
  const after = columns.findIndex((x) => x.node === other) > at ? 1 : 0;
  columns.splice(at + after, 0, {node, interface: name, port: true});
}

/** A column per node interface, those of one node side by side, in the order of their sighting; the
 *  ports of a switch only where a frame was lost between them. */
export function columnsOf(rows: LadderRow[]): Column[] {
  const columns = interfacesOf(rows);
  for (const row of rows) {
    if (isGhost(row) || !row.crossing.switch_ports?.length) continue;
    const {from, from_interface, to, to_interface} = row.crossing;
    addPort(columns, from, from_interface, toOf(row.crossing));
    addPort(columns, to, to_interface, from);
  }
  return columns;
}
