import {h} from './h';
import {Heads, Section, Wide} from './parts';
import type {Case, Node} from './result';

const column = 206, box = 186, boxHeight = 48, lane = 22, line = 15;

interface Plug { x: number; text: number; network: string; lines: string[]; bottom: number }

/** Where everything goes: nodes in a row, each network a line below them. */
function layOut(of: Case) {
  const width = of.nodes.length * column;
  const tallest = Math.max(...of.nodes.flatMap((node) => node.interfaces.map((i) => i.addresses.length + 1)), 1);
  const most = Math.max(...of.nodes.map((node) => node.interfaces.length), 1);
  const first = boxHeight + 26 + most * tallest * line;
  const bus = new Map(of.networks.map((network, i) => [network.name, first + i * (lane + 14)]));
  return {width: Math.max(width, 200), height: first + (of.networks.length - 1) * (lane + 14) + 8, tallest, bus};
}

function plugs(node: Node, left: number, tallest: number, bus: Map<string, number>): Plug[] {
  return node.interfaces.map((i, k) => ({
    x: left + 14 + k * 12,
    text: left + 14 + node.interfaces.length * 12,
    network: i.network,
    lines: [i.name, ...i.addresses],
    bottom: bus.get(i.network) ?? boxHeight + 20 + (k + 1) * tallest * line,
  }));
}

function NodeBox({node, left, flagged}: {node: Node; left: number; flagged: boolean}) {
  const about = [node.role === node.name ? '' : node.role, ...node.serves].filter(Boolean).join(', ');
  return (
    <g class={`box ${node.role.replace(' ', '-')} ${flagged ? 'flagged' : ''}`}>
      <rect x={left} y={2} width={box} height={boxHeight - 4} rx={6} />
      <text x={left + 12} y={about ? 21 : 29} class="name">{flagged ? '⚑ ' : ''}{node.name}</text>
      <text x={left + 12} y={37}>{about}</text>
    </g>
  );
}

function Wire({plug, top}: {plug: Plug; top: number}) {
  return (
    <g class="wire">
      <path d={`M${plug.x} ${boxHeight - 2}V${plug.bottom}`} />
      <circle cx={plug.x} cy={plug.bottom} r={3.5} />
      <path d={`M${plug.x} ${top - 4}H${plug.text - 4}`} />
      {plug.lines.map((text, i) => <text key={i} x={plug.text} y={top + i * line} class={i === 0 ? 'interface' : ''}>{text}</text>)}
    </g>
  );
}

function Picture({of, flagged}: {of: Case; flagged: Set<string>}) {
  const {width, height, tallest, bus} = layOut(of);
  const wires = of.nodes.map((node, n) => plugs(node, n * column + 6, tallest, bus));
  const reach = (name: string) => wires.flat().filter((plug) => plug.network === name).map((plug) => plug.x);
  return (
    <svg class="topology" viewBox={`0 0 ${width + 60} ${height}`} width={width + 60} height={height} role="img" aria-label={`${of.nodes.map((n) => n.name).join(', ')} on ${of.networks.map((n) => n.name).join(', ')}; the table below tells the same`}>
      {[...bus].map(([name, y]) => {
        const right = Math.max(...reach(name), 0) + 30;
        return <g class="bus" key={name}><path d={`M${Math.min(...reach(name), width) - 10} ${y}H${right}`} /><text x={right + 8} y={y + 4}>{name}</text></g>;
      })}
      {of.nodes.map((node, n) => (
        <g key={node.name}>
          {wires[n].map((plug, k) => <Wire key={k} plug={plug} top={boxHeight + 16 + k * tallest * line} />)}
          <NodeBox node={node} left={n * column + 6} flagged={flagged.has(node.name)} />
        </g>))}
    </svg>
  );
}

function Table({of}: {of: Case}) {
  return (
    <Wide label="nodes and addresses"><table>
      <Heads of={['node', 'role', 'interface', 'network', 'addresses', 'MAC']} />
      <tbody>{of.nodes.flatMap((node) => node.interfaces.map((i) => (
        <tr key={node.name + i.name}><th scope="row">{node.name}</th><td>{[node.role, ...node.serves].join(', ')}</td><td>{i.name}</td>
          <td>{i.network}</td><td><code>{i.addresses.join(' ')}</code></td><td><code>{i.mac}</code></td></tr>)))}
      </tbody>
    </table></Wide>
  );
}

export function Topology({of}: {of: Case}) {
  const flagged = new Set(of.steps.flatMap((step) => step.findings.map((finding) => finding.at.split('.')[0])));
  return (
    <Section title="Topology" note={of.networks.map((n) => `${n.name}: MTU ${n.mtu}`).join(', ')}>
      <Wide label="topology"><Picture of={of} flagged={flagged} /></Wide>
      <details><summary>as a table</summary><Table of={of} /></details>
    </Section>
  );
}
