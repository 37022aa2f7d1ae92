import {h} from './h';
import {Tuple} from './endpoint';
import {natural, numberOf, wrongFlows} from './flows';
import {columnOf, columnsOf, isArp, isGhost, isResolution, ladderRows, stationsOf, toOf, type Column, type Ghost} from './ladder_rows';
import {Wide, plural} from './parts';
import type {Row} from './fold';
import type {Case, Crossing, Flow, Step} from './result';
import {go, packetHref, type Route} from './route';
import {remembered} from './state';
import {PacketTable} from './packet_table';

const milliseconds = (ns: number) => `+${(ns / 1e6).toFixed(2)} ms`;

/** Where it was seen last, where a switch's port shows it. */
export const lossText = (c: Crossing) => `lost on ${c.network}${c.switch_ports?.length ? ` behind the switch's port for ${c.switch_ports.at(-1)}` : ''}`;

export const sentence = (c: Crossing) =>
  `frame ${c.frame}, ${c.from}.${c.from_interface} to ${toOf(c)}${c.to_interface ? '.' + c.to_interface : ''}: ` +
  `${c.kind} ${isArp(c) ? '' : `${c.source} > ${c.destination}`}${c.rewritten.length ? `, rewritten: ${c.rewritten.join(', ')}` : ''}` +
  `${c.lost ? ', ' + lossText(c) : ''}${c.bad_checksum ? ', bad checksum' : ''}${c.offending ? ', this is where it went wrong' : ''}`;

/** Arrows run from the middle of one column to the middle of the other: two grid lines a column. */
function span(from: number, to: number) {
  const [left, right] = from < to ? [from, to] : [to, from];
  const edge = left === right ? 1 : 0;
  return {'--from': `${2 * left + 2 - edge}`, '--to': `${2 * right + 2 + edge}`};
}

/** How much of an arrow is drawn: a lost frame ends between the last place that saw it and the next. */
function reach(places: number[], seen: number, columns: Column[]): string {
  const at = (place: number) => columns.slice(0, place).reduce((sum, column) => sum + width(column), width(columns[place]) / 2);
  const [from, last, next, to] = [places[0], places[seen - 1], places[seen] ?? places[seen - 1], places.at(-1)!].map(at);
  return `${(50 * (last + next - 2 * from)) / (to - from)}%`;
}

function Label({row}: {row: Row}) {
  const c = row.crossing;
  return (
    <span class="label">
      <span class="kind">
        {c.offending && <span class="flag" aria-hidden="true">⚑ </span>}
        <b>{c.kind}</b>
        {row.all.length > 1 && <span class="count"> ×{row.all.length}</span>}
        {c.repeated && row.all.length === 1 && <i> resent</i>}
        {c.bad_checksum && <b class="bad"> bad checksum</b>}
        {c.lost && <b class="bad"> lost on {c.network}</b>}
        <small> {milliseconds(c.time_ns)}</small>
      </span>
      {!isArp(c) && c.source && <Tuple of={c} />}
      {c.carrying && <span class="carrying">carrying {c.carrying}</span>}
    </span>
  );
}

const width = (column: Column) => (column.port ? 0.8 : 1);

interface At { columns: Column[]; step: Step; route: Route }

function Packet({row, columns, step, route}: At & {row: Row}) {
  const c = row.crossing;
  const {places, seen} = stationsOf(c, columns);
  const [from, to] = [places[0], places.at(-1)!];
  const selected = route.step === String(step.number) && row.all.some((x) => String(x.id) === route.packet);
  const classes = ['arrow', from < to ? 'right' : 'left', c.offending && 'offending', c.lost && 'lost', / reply$/.test(c.flow) && 'reply', selected && 'selected'];
  return (
    <li class="rung">
      <a class={classes.filter(Boolean).join(' ')} style={{...span(from, to), ...(c.lost && {'--reach': reach(places, seen, columns)})}} aria-label={sentence(c)} data-packet={c.id}
        aria-current={selected ? 'true' : undefined}
        href={packetHref(route, step, c)}>
        <Label row={row} />
        <span class="line" aria-hidden="true" />
      </a>
    </li>
  );
}

function Missing({row, columns}: {row: Ghost; columns: Column[]}) {
  const [from, to] = [columnOf(columns, row.from, row.from_interface), columnOf(columns, row.to, row.to_interface)];
  return (
    <li class="rung">
      <span class={`arrow ghost ${from < to ? 'right' : 'left'}`} style={span(from, to)}>
        <span class="label"><span class="kind">expected, never seen</span><span class="tuple">{row.text}</span></span>
        <span class="line" aria-hidden="true" />
      </span>
    </li>
  );
}

function Heads({columns}: {columns: Column[]}) {
  return (
    <div class="heads" aria-hidden="true">
      {columns.map((column, i) => (
        <div key={i} class={column.port ? 'head port' : 'head'} style={{'grid-column': `${2 * i + 1} / span 2`}}>
          {column.port && <span>switch:</span>}<b>{column.node}</b>{column.interface && <span>.{column.interface}</span>}
        </div>
      ))}
    </div>
  );
}

/** Up and down go from packet to packet, Escape closes what is open. */
function walk(event: KeyboardEvent, route: Route) {
  if (event.key === 'Escape') return go({case: route.case, step: route.step}, true);
  const by = {ArrowDown: 1, ArrowUp: -1}[event.key];
  if (!by) return;
  const all = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>('a.arrow')];
  const next = all[all.indexOf(document.activeElement as HTMLElement) + by];
  if (!next) return;
  event.preventDefault();
  next.focus();
  if (route.packet) go({case: route.case, step: route.step, packet: next.dataset.packet}, true);
}

const titleOf = (flow: Flow) => `${flow.protocol} ${flow.local}: ${flow.outcome}${flow.served || flow.server ? `, ${flow.served || flow.server}` : ''}`;

/** Which connection the ladder shows: those that went wrong first, each group in the servers' natural order. */
function Connections({step, only, choose}: {step: Step; only: number; choose: (number: number) => void}) {
  if (step.flows.length < 2) return null;
  const wrong = wrongFlows(step);
  const order = step.flows.map((flow, number) => ({flow, number, wrong: wrong.has(number)}))
    .sort((a, b) => Number(b.wrong) - Number(a.wrong) || natural(a.flow.served || a.flow.server, b.flow.served || b.flow.server) || a.number - b.number);
  return (
    <label>connection <select class="connection" value={String(only)} onChange={(e) => choose(parseInt(e.currentTarget.value))}>
      <option value="-1">all {step.flows.length}</option>
      {order.map((one) => <option key={one.number} value={String(one.number)} selected={one.number === only}>{one.wrong ? '✗ ' : ''}{titleOf(one.flow)}</option>)}
    </select></label>
  );
}

/** What went wrong, where there is more to see than one screen holds; else everything. */
function startOf(step: Step): number {
  const [first] = [...wrongFlows(step)].sort((a, b) => a - b);
  return step.flows.length > 4 && first !== undefined ? first : -1;
}

/** The packets of one connection, and what belongs to none but was pointed to. */
function ofConnection(step: Step, only: number): Step {
  if (only < 0) return step;
  const cited = new Set(step.findings.filter((finding) => !finding.flows || finding.flows.includes(only)).flatMap((finding) => finding.crossings));
  return {...step, crossings: step.crossings.filter((c) => numberOf(c.flow) === only || c.offending || cited.has(c.id))};
}

export function Ladder({of, step: whole, route}: {of: Case; step: Step; route: Route}) {
  const at = `${route.case} ${whole.number} `;
  const [resolution, showResolution] = remembered(at + 'resolution', false);
  const [all, showAll] = remembered(at + 'all', false);
  const [chosen, choose] = remembered(at + 'connection', startOf(whole));
  const linked = whole.crossings.find((c) => route.step === String(whole.number) && String(c.id) === route.packet);
  const one = ofConnection(whole, chosen);
  const only = linked && !one.crossings.includes(linked) ? -1 : chosen;
  const step = only === chosen ? one : whole;
  const rows = ladderRows(of, step, {resolution, all});
  const columns = columnsOf(rows);
  if (!whole.crossings.length) return null;
  const hidden = step.crossings.filter(isResolution).length;
  const folded = rows.some((row) => !isGhost(row) && row.all.length > 1);
  return (
    <div class="ladder-box">
      <div class="switches">
        <Connections step={whole} only={only} choose={choose} />
        {hidden > 0 && hidden < step.crossings.length && <label><input type="checkbox" checked={resolution} onChange={() => showResolution(!resolution)} /> show {plural(hidden, 'address resolution packet')}</label>}
        {(folded || all) && <label><input type="checkbox" checked={all} onChange={() => showAll(!all)} /> every packet separately</label>}
      </div>
      <Wide tall label={`ladder of step ${step.number}: ${plural(rows.length, 'arrow')} between ${columns.map((c) => c.node).join(', ')}`}>
        <div class="ladder" style={{'--columns': String(columns.reduce((sum, column) => sum + width(column), 0)), '--grid': columns.map((column) => `repeat(2, minmax(0, ${width(column)}fr))`).join(' ')}} onKeyDown={(e) => walk(e, route)}>
          <div class="lifelines" aria-hidden="true">{columns.map((_, i) => <i key={i} class={columns[i].port ? 'port' : ''} style={{'grid-column': `${2 * i + 1} / span 2`}} />)}</div>
          <Heads columns={columns} />
          <ol>{rows.map((row, i) => isGhost(row)
            ? <Missing key={`g${i}`} row={row} columns={columns} />
            : <Packet key={row.crossing.id} row={row} columns={columns} step={step} route={route} />)}
          </ol>
        </div>
      </Wide>
      {whole.crossings_left_out > 0 && <p class="hint">{whole.crossings_left_out} more packets are in the capture, not in this page.</p>}
      <PacketTable step={whole} route={route} />
    </div>
  );
}
