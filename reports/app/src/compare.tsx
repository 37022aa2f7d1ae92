import {Fragment, h, type Child} from './h';
import {Tuple, endpointParts} from './endpoint';
import {Badge, Heads, Section, Wide, plural} from './parts';
import type {Case, Entry, Flow, Hop, Step} from './result';
import {href} from './route';
import {readCase} from './unpack';

/** Ports that a kernel chose get a name, by their order at each address; those the case writes stay. */
class PortNames {
  private known = new Map<string, string[]>();
  constructor(private source: string) {}
  private one(endpoint: string) {
    const [host, port] = endpointParts(endpoint);
    if (!port || new RegExp(`(?<!\\d)${port}(?!\\d)`).test(this.source)) return endpoint;
    const ports = this.known.get(host) ?? [];
    if (!ports.includes(port)) ports.push(port);
    this.known.set(host, ports);
    return `${host}:port${ports.indexOf(port) + 1}`;
  }
  of(hop: Hop) { return `${hop.hop} ${this.one(hop.source)} > ${this.one(hop.destination)}`; }
}

interface Named { hop: Hop; text: string }

function named(flow: Flow | undefined, source: string): Named[] {
  if (!flow) return [];
  const names = new PortNames(source);
  return [...flow.request, ...flow.reply].map((hop) => ({hop, text: names.of(hop)}));
}

/** Pairs the hops of both in order; where they part, one side stays empty. */
function align(a: Named[], b: Named[]): [Named?, Named?][] {
  const rows: [Named?, Named?][] = [];
  let i = 0, k = 0;
  while (i < a.length || k < b.length) {
    const same = i < a.length && k < b.length && a[i].hop.hop === b[k].hop.hop;
    const later = i < a.length && b.slice(k).some((x) => x.hop.hop === a[i].hop.hop);
    if (same) rows.push([a[i++], b[k++]]);
    else if (i < a.length && !later) rows.push([a[i++], undefined]);
    else if (k < b.length) rows.push([undefined, b[k++]]);
    else rows.push([a[i++], undefined]);
  }
  return rows;
}

interface Row { name: string; left?: Child; right?: Child; same: boolean }

const mostFlows = 8;

/** What one step did by both: its outcome, its findings, and every hop of its connections. */
function rowsOf(a: Case, b: Case, s: number): Row[] {
  const step = a.steps[s], other: Step | undefined = b.steps[s];
  const ids = (of?: Step) => of?.findings.map((finding) => finding.id).join(', ') ?? '';
  const texts: Row[] = [['outcome', step.outcome, other?.outcome ?? ''], ['findings', ids(step), ids(other)]]
    .filter(([, left, right]) => left || right).map(([name, left, right]) => ({name, left, right, same: left === right}));
  const flows = Math.min(Math.max(step.flows.length, other?.flows.length ?? 0), mostFlows);
  const hops = Array.from({length: flows}, (_, f) => align(named(step.flows[f], a.source), named(other?.flows[f], b.source))).flat();
  return [...texts, ...hops.map(([x, y]) => ({
    name: (x ?? y)!.hop.hop, left: x && <Tuple of={x.hop} />, right: y && <Tuple of={y.hop} />, same: x?.text === y?.text,
  }))];
}

function StepTable({a, b, s, rows}: {a: Case; b: Case; s: number; rows: Row[]}) {
  const step = a.steps[s];
  return (
    <div>
      <h3>{step.number}. {step.name}</h3>
      <Wide label={`step ${step.number}, both directors`}><table class="both">
        <Heads of={['hop', title(a, b), title(b, a), 'so']} />
        <tbody>{rows.map((row, i) => (
          <tr key={i} class={row.same ? '' : 'wrong'}>
            <th scope="row">{row.name}</th><td>{row.left || '—'}</td><td>{row.right || '—'}</td>
            <td class="state">{row.same ? '= alike' : '≠ differs'}</td>
          </tr>))}
        </tbody>
      </table></Wide>
      {step.flows.length > mostFlows && <p class="hint">{step.flows.length - mostFlows} more connections are not compared here; hopproof diff does.</p>}
    </div>
  );
}

const title = (of: Case, beside: Case) => (of.director === beside.director ? `${of.director}, ${of.kernel}` : of.director);

function Pair({of, entry, place}: {of: Case; entry: Entry; place: number}) {
  const other = readCase(place);
  if (!other || typeof other === 'string') return null;
  const steps = of.steps.map((_, s) => rowsOf(of, other, s));
  const differ = steps.flat().filter((row) => !row.same).length;
  return (
    <Section title="Both directors" id="both" note="ports that a kernel chose are compared by name, not by number">
      <p class="pair"><span>{title(of, other)}</span> <Badge verdict={of.verdict} /> <a href={href({case: entry.id})}>{title(other, of)}</a> <Badge verdict={other.verdict} /> <b class={differ ? 'bad' : ''}>{differ ? `${plural(differ, 'line')} below ${differ === 1 ? 'differs' : 'differ'}` : 'alike at every hop'}</b></p>
      {steps.map((rows, s) => rows.length > 0 && <StepTable key={s} a={of} b={other} s={s} rows={rows} />)}
    </Section>
  );
}

/** The same case by another director, or on another kernel, beside this one. */
export function Compare({of, id, cases}: {of: Case; id: string; cases: Entry[]}) {
  const places = cases.map((_, i) => i).filter((i) => cases[i].file === of.file && cases[i].id !== id && cases[i].verdict !== 'skipped');
  if (of.verdict === 'skipped') return null;
  return <>{places.map((place) => <Pair key={place} of={of} entry={cases[place]} place={place} />)}</>;
}
