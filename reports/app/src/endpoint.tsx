import {Fragment, h} from './h';
/** "1.2.3.4:80", "[2001:db8::1]:80" or an address alone, in its parts. */
export function endpointParts(endpoint: string): [string, string] {
  const colon = endpoint.lastIndexOf(':');
  const bracketed = endpoint.startsWith('[');
  const hasPort = colon >= 0 && (bracketed ? endpoint[colon - 1] === ']' : endpoint.indexOf(':') === colon);
  return hasPort ? [endpoint.slice(0, colon), endpoint.slice(colon + 1)] : [endpoint, ''];
}

/** What was rewritten is underlined, bold, and has an asterisk: more than a colour. */
function Part({text, rewritten}: {text: string; rewritten: boolean}) {
  return rewritten ? <mark>{text}<span title="rewritten at this hop">*</span></mark> : <>{text}</>;
}

export function Endpoint({text, rewritten, address, port}: {text: string; rewritten: string[]; address: string; port: string}) {
  const [host, number] = endpointParts(text);
  return (
    <span class="endpoint">
      <Part text={host} rewritten={rewritten.includes(address)} />
      {number && <>:<Part text={number} rewritten={rewritten.includes(port)} /></>}
    </span>
  );
}

export function Tuple({of}: {of: {source: string; destination: string; rewritten: string[]}}) {
  return (
    <span class="tuple">
      <Endpoint text={of.source} rewritten={of.rewritten} address="source" port="sport" />
      <span class="to"> &gt; </span>
      <Endpoint text={of.destination} rewritten={of.rewritten} address="destination" port="dport" />
    </span>
  );
}
