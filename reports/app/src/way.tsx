import {Fragment, h} from './h';
import {Tuple} from './endpoint';
import {Wide} from './parts';
import type {Flow, Hop, Mismatch, Step} from './result';

/** One line of the comparison: what the case wrote for a hop, and what went there. */
interface Compared { way: string; expected: string; hop?: Hop; state: 'held' | 'wrong' | 'missing' | 'free' }

const stateWords = {held: '✓ as expected', wrong: '✗ not as expected', missing: '✗ never seen', free: 'nothing expected'};

const isOf = (mismatch: Mismatch, way: string) => mismatch.claim === way;

function state(step: Step, way: string, expected: string, hop?: Hop): Compared['state'] {
  const wrong = step.mismatches.some((m) => isOf(m, way) && hop && (m.hop === hop.hop || m.wanted === expected));
  if (!hop) return expected === 'none' ? 'held' : 'missing';
  if (wrong) return 'wrong';
  if (!expected) return 'free';
  // The case was ended at the first hop that did not hold: what comes after another node was not compared.
  return expected.startsWith(hop.from + ' > ' + hop.to) ? 'held' : 'wrong';
}

function compareWay(step: Step, way: 'request' | 'reply', flow: Flow): Compared[] {
  const hops = flow[way], expected = (way === 'request' ? flow.expected_request : flow.expected_reply) ?? [];
  const length = Math.max(hops.length, expected.length);
  return Array.from({length}, (_, i) => ({
    way: i === 0 ? way : '',
    expected: expected[i] ?? '',
    hop: hops[i],
    state: state(step, way, expected[i] ?? '', hops[i]),
  }));
}

const tupleOf = (expected: string) => expected.replace(/^[^:]*?: /, '');
const hopOf = (expected: string) => /^(\S+ > \S+?)(?: on \S+)?: /.exec(expected)?.[1] ?? '';

/** Expected beside seen at each hop of a connection. */
export function WayTable({step, flow}: {step: Step; flow: Flow}) {
  const rows = [...compareWay(step, 'request', flow), ...compareWay(step, 'reply', flow)];
  if (!rows.length) return null;
  const anyExpected = rows.some((row) => row.expected);
  return (
    <Wide label="hops: expected and seen">
      <table class="way">
        <thead><tr><th>way</th><th>hop</th>{anyExpected && <th>expected</th>}<th>seen</th>{anyExpected && <th>so</th>}<th class="number">ttl</th><th class="number">packets</th></tr></thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={i} class={anyExpected ? row.state : ''}>
              {row.way ? <th scope="row">{row.way}</th> : <td />}
              <td class="hop">{row.hop?.hop ?? hopOf(row.expected)}</td>
              {anyExpected && <td data-name="expected">{row.expected && <>{row.hop && hopOf(row.expected) !== row.hop.hop && <b>{hopOf(row.expected)}: </b>}<span class="tuple">{tupleOf(row.expected)}</span></>}</td>}
              <td data-name="seen">{row.hop ? <Tuple of={row.hop} /> : '—'}</td>
              {anyExpected && <td class="state">{stateWords[row.state]}</td>}
              <td class="number">{row.hop?.ttl ?? ''}</td>
              <td class="number">{row.hop?.packets ?? ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}

/** The nodes of one way as boxes with arrows, the wrong arrow marked: to be taken in at a glance. */
export function WayStrip({name, hops, wrong}: {name: string; hops: Hop[]; wrong?: Mismatch}) {
  if (!hops.length && !wrong) return null;
  const wanted = wrong && /^(\S+) > (\S+?)(?: on \S+)?: /.exec(wrong.wanted);
  const elsewhere = wanted && `${wanted[1]} > ${wanted[2]}` !== wrong.hop;
  return (
    <div class="strip" role="group" aria-label={`the ${name}: ${hops.map((hop) => hop.hop).join(', ')}${wrong ? '; wrong at ' + wrong.hop : ''}`}>
      <span class="way-name">{name}</span>
      {hops.map((hop, i) => {
        const bad = wrong && hop.hop === wrong.hop;
        const follows = i > 0 && hops[i - 1].to === hop.from;
        return (
          <span class="leg" key={i}>
            {!follows && <b class="node">{hop.from}</b>}
            <span class={bad ? 'shaft bad' : 'shaft'}>{bad && <b>✗</b>}</span>
            <b class={bad ? 'node bad' : 'node'}>{hop.to || 'nobody'}</b>
          </span>
        );
      })}
      {elsewhere && (
        <span class="leg wanted"><span class="hint">expected</span><b class="node">{wanted[1]}</b><span class="shaft ghost" /><b class="node">{wanted[2]}</b></span>
      )}
    </div>
  );
}
