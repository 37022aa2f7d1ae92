import {Fragment, h} from './h';
import {Command, Copy, Heads, Path, Section, Wide, plural} from './parts';
import type {Ablation, Case, Fix, Why} from './result';

/** `needs:` of the case: each item, and what happened without it. */
export function Needs({of}: {of: Case}) {
  if (!of.needs.length) return null;
  return (
    <Section title="Needs" note="without each, the case must fail in the way it names">
      <Wide label="needs"><table>
        <Heads of={['item', 'proven', 'without it', 'finding']} />
        <tbody>{of.needs.map((need) => (
          <tr key={need.item} class={need.judged && !need.proven ? 'wrong' : ''}>
            <th scope="row"><Path text={need.item} /></th>
            <td>{!need.judged ? '– not judged' : need.proven ? '✓ proven' : '✗ not proven'}</td>
            <td>{need.judged ? [need.outcome, need.step && `at ${need.step}`].filter(Boolean).join(' ') : need.reason}</td>
            <td>{need.finding}{need.judged && !need.proven && <p class="bad">{need.reason}{need.expected && `; expected ${need.expected}`}</p>}</td>
          </tr>))}
        </tbody>
      </table></Wide>
    </Section>
  );
}

const mostSets = 8;
const nodeOf = (item: string) => item.split('.')[0];

/** The lab without this item, and without what cannot stand when it is gone. */
const labWithout = (why: Why, item: string) =>
  why.rows.find((row) => row.removed.length === 1 && row.removed[0] === item) ??
  why.rows.find((row) => row.removed[0] === item && row.removed.every((other) => nodeOf(other) === nodeOf(item)));

function Ending({lab}: {lab: Ablation}) {
  if (lab.verdict === 'passed') return <td>✓ it passes</td>;
  return <td>{lab.verdict === 'failed' ? '✗' : '! could not run:'} {lab.outcome}{lab.step && <small> in <q>{lab.step}</q></small>}</td>;
}

function Lab({item, why}: {item: string; why: Why}) {
  const lab = labWithout(why, item);
  return (
    <tr>
      <th scope="row"><Path text={item} />{lab && lab.removed.length > 1 && <small><br />and with it {lab.removed.slice(1).join(', ')}</small>}</th>
      {lab ? <Ending lab={lab} /> : <td>✓ nothing touched it</td>}
      <td>{lab?.findings.map((finding) => <div key={finding}>{finding}</div>)}</td>
      {why.sufficient.slice(0, mostSets).map((set, i) => <td key={i} class="set">{set.includes(item) && <><span aria-hidden="true">●</span><span class="visually-hidden">in {letter(i)}</span></>}</td>)}
    </tr>
  );
}

const letter = (i: number) => String.fromCharCode(65 + i);

/** What each item is for: how the case ends without it, and which of the smallest sets hold it. */
export function WhyMatrix({of}: {of: Case}) {
  const {why} = of;
  if (!why?.items.length) return null;
  const sets = why.sufficient.slice(0, mostSets);
  return (
    <Section title="Why" note={`${plural(why.labs_run, 'lab')} run, ${why.labs_saved} saved`}>
      <Wide label="why matrix"><table class="matrix">
        <Heads of={['item', 'the case without it', 'because of', ...sets.map((_, i) => letter(i))]} />
        <tbody>{why.items.map((item) => <Lab key={item} item={item} why={why} />)}</tbody>
      </table></Wide>
      {sets.length > 0 && <p>{sets.length === 1 ? 'One smallest set suffices: ' : `${why.sufficient.length} smallest sets suffice: `}{sets.map((set, i) => `${letter(i)}, ${set.length} of ${plural(why.items.length, 'item')}`).join('; ')}</p>}
      {why.notes.map((note, i) => <p class="hint" key={i}>{note}</p>)}
    </Section>
  );
}

function FixBox({fix, number}: {fix: Fix; number: number}) {
  return (
    <article class="fix">
      <h3>{number}. {plural(fix.changes.length, 'change')}</h3>
      {fix.changes.map((change, i) => <div key={i}><Command node={change.node} text={change.command} />{change.note && <p class="hint">{change.note}</p>}</div>)}
      {fix.costs.length > 0 && <ul>{fix.costs.map((cost, i) => <li key={i}>{cost}</li>)}</ul>}
      {fix.diff && <details><summary>as a change of the case file</summary><Copy text={fix.diff} what="the change" /><pre tabIndex={0} class="diff">{fix.diff.split('\n').map((line, i) => <span key={i} class={line[0] === '+' ? 'plus' : line[0] === '-' ? 'minus' : ''}>{line + '\n'}</span>)}</pre></details>}
    </article>
  );
}

export function Fixes({of}: {of: Case}) {
  const found = of.fixes;
  if (!found || (!found.fixes.length && !found.tried.length)) return null;
  return (
    <Section title="Fixes" note={`each proven in a lab of its own; ${plural(found.labs_run, 'lab')} run`}>
      {found.goal && <p>{found.goal}</p>}
      {found.causes?.map((cause, i) => <p class="hint" key={i}>{cause}</p>)}
      {found.fixes.length === 0 && <p>Nothing that was tried makes the case pass.</p>}
      {found.fixes.map((fix, i) => <FixBox key={i} fix={fix} number={i + 1} />)}
      {found.tried.length > 0 && <details><summary>tried: {found.tried.length}</summary><ul>{found.tried.map((line, i) => <li key={i}>{line}</li>)}</ul></details>}
    </Section>
  );
}

/** What could be said before any packet was sent. */
export function Forecast({of}: {of: Case}) {
  if (!of.warnings?.length && !of.predictions?.length) return null;
  return (
    <Section title="Before any probe">
      {of.predictions?.length > 0 && <ul>{of.predictions.map((line, i) => <li key={i}>{line}</li>)}</ul>}
      {of.warnings?.map((warning, i) => (
        <article class="warning" key={i}>
          <p><b>{warning.id}</b> <span class="hint">line {warning.place.line}</span><br />{warning.message}</p>
          {warning.remedy && <Command text={warning.remedy} />}
        </article>))}
    </Section>
  );
}
