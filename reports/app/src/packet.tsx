import {Fragment, h} from './h';
import {bytesOf, dissect, type Field} from './dissect';
import {Tuple} from './endpoint';
import {sentence} from './ladder';
import {isArp, toOf} from './ladder_rows';
import {Command, Copy} from './parts';
import type {Case, Crossing, Step} from './result';
import {packetHref, stepHref, type Route} from './route';

function Fields({fields, before}: {fields: Field[]; before: Map<string, string>}) {
  const layers = [...new Set(fields.map((field) => field.layer))];
  return (
    <table class="fields">
      {layers.map((layer) => (
        <tbody key={layer}>
          <tr><th colSpan={2} scope="rowgroup">{layer}</th></tr>
          {fields.filter((f) => f.layer === layer).map((f) => {
            const was = before.get(f.layer + f.name);
            return (
              <tr key={f.name}>
                <th scope="row">{f.name}</th>
                <td>{was !== undefined && was !== f.value ? <mark>{f.value}<span title="different from the hop before">*</span></mark> : <span class={f.bad ? 'bad' : ''}>{f.value}</span>}
                  {was !== undefined && was !== f.value && <small> was {was}</small>}</td>
              </tr>
            );
          })}
        </tbody>
      ))}
    </table>
  );
}

function hexLines(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const row = [...bytes.slice(at, at + 16)];
    const hex = row.map((b) => b.toString(16).padStart(2, '0')).join(' ');
    const text = row.map((b) => (b >= 32 && b < 127 ? String.fromCharCode(b) : '.')).join('');
    lines.push(`${at.toString(16).padStart(4, '0')}  ${hex.padEnd(47)}  ${text}`);
  }
  return lines.join('\n');
}

/** The same packet at each hop. */
function Journey({packet, step, route}: {packet: Crossing; step: Step; route: Route}) {
  const all = step.crossings.filter((c) => c.journey === packet.journey);
  if (packet.journey < 0 || all.length < 2) return null;
  return (
    <>
      <h4>the same packet at each hop</h4>
      <ol class="journey">{all.map((c) => (
        <li key={c.id} class={c.offending ? 'wrong' : ''}>
          <a href={packetHref(route, step, c)} aria-current={c.id === packet.id ? 'true' : undefined}>{c.from} &gt; {toOf(c)}</a>
          <Tuple of={c} />
        </li>))}
      </ol>
    </>
  );
}

const valuesOf = (c?: Crossing) =>
  new Map(c ? dissect(bytesOf(c.bytes_hex)).filter((f) => f.layer !== 'payload').map((f) => [f.layer + f.name, f.value]) : []);

/** All that is known of one packet, beside the ladder. */
export function PacketDetails({packet, step, route, of}: {packet: Crossing; step: Step; route: Route; of: Case}) {
  const bytes = bytesOf(packet.bytes_hex);
  const before = step.crossings.filter((c) => c.journey === packet.journey && c.journey >= 0 && c.id < packet.id).pop();
  const filter = `frame.number == ${packet.frame}`;
  return (
    <aside class="packet" aria-label={`packet in frame ${packet.frame}`} key={packet.id} tabIndex={0}>
      <a class="close" href={stepHref(route, step)} aria-label="close the packet">×</a>
      <h3>frame {packet.frame}</h3>
      <p class="lead">{packet.from}.{packet.from_interface} &gt; {toOf(packet)}{packet.to_interface && '.' + packet.to_interface}<br /><b>{packet.kind}</b> {!isArp(packet) && <Tuple of={packet} />}</p>
      {packet.offending && <p class="bad">⚑ This is where it went wrong.</p>}
      {packet.carrying && <p>carrying <code>{packet.carrying}</code></p>}
      <p class="hint">{packet.bad_checksum ? <b class="bad">A checksum is wrong on the wire.</b> : 'Checksums are right on the wire.'}</p>
      <Journey packet={packet} step={step} route={route} />
      <h4>fields{before ? `, beside ${before.from} > ${before.to}` : ''}</h4>
      <Fields fields={dissect(bytes)} before={valuesOf(before)} />
      <h4>bytes{packet.length + 14 > bytes.length ? `, the first ${bytes.length}` : ''} <Copy text={packet.bytes_hex} what="the bytes" /></h4>
      <pre class="hex" tabIndex={0} aria-label="bytes">{hexLines(bytes)}</pre>
      <h4>in the capture</h4>
      <Command text={filter} />
      {of.pcapng && <Command text={`tshark -r '${of.pcapng.replaceAll("'", "'\\''")}' -Y '${filter}' -V`} />}
      <p class="visually-hidden">{sentence(packet)}</p>
    </aside>
  );
}
