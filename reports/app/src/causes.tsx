import {Fragment, h} from './h';
import {Badge, Command, Copy, Path, Section, Wide, plural} from './parts';
import type {Case, Fix} from './result';

/** `needs:` of the case: each item, and what happened without it. */
export function Needs({of}: {of: Case}) {
  if (!of.needs.length) return null;
  return (
    <Section title="Needs" note="without each, the case must fail in the way it names">
      <Wide label="needs"><table>
        <thead><tr><th>item</th><th>proven</th><th>without it</th><th>finding</th></tr></thead>
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

/** What each item is for: a row per lab, a column per item. */
export function WhyMatrix({of}: {of: Case}) {
  const {why} = of;
  if (!why?.items.length) return null;
  return (
    <Section title="Why" note={`${plural(why.labs_run, 'lab')} run, ${why.labs_saved} saved`}>
      <Wide label="why matrix"><table class="matrix">
        <thead><tr>{why.items.map((item) => <th key={item} scope="col"><Path text={item} /></th>)}<th>then</th><th>ends</th><th>because of</th></tr></thead>
        <tbody>{why.rows.map((row, i) => (
          <tr key={i}>
            {why.items.map((item) => (
              <td key={item} class={row.removed.includes(item) ? 'gone' : 'there'}>{row.removed.includes(item) ? '– without' : '● with'}</td>))}
            <td><Badge verdict={row.verdict} /></td>
            <td>{row.outcome}{row.step && <small> {row.step}</small>}</td>
            <td>{row.findings.join(', ')}</td>
          </tr>))}
        </tbody>
      </table></Wide>
      {why.sufficient.length > 0 && <><h3>Smallest sets that suffice</h3>
        <ul>{why.sufficient.map((set, i) => <li key={i}>{set.length ? set.map((item, k) => <span key={item}>{k > 0 && ' and '}<code>{item}</code></span>) : 'none of them is needed'}</li>)}</ul></>}
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
