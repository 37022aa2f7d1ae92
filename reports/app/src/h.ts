/**
 * JSX without a library: functions make a description of the page, draw() makes the document like
 * it and leaves alone what is like it already, so that focus, scrolling and what is open stay.
 */
type Props = Record<string, unknown>;
export type Child = Element_ | string | number | boolean | null | undefined | Child[];
type Component = (props: any) => Child;
interface Element_ { tag: string | Component; props: Props; children: Child[]; key?: unknown; made?: Made[]; node?: Node }
type Made = Element_ | {text: string; node?: Node};

declare global {
  namespace JSX {
    type Element = Child;
    type ElementType = string | Component;
    interface ElementChildrenAttribute { children: {} }
    interface IntrinsicAttributes { key?: unknown }
    interface IntrinsicElements { [tag: string]: {[attribute: string]: any; [handler: `on${string}`]: (event: any) => void} }
  }
}

export function h(tag: string | Component, props: Props | null, ...children: Child[]): Element_ {
  return {tag, props: props ?? {}, children, key: props?.key};
}
export const Fragment = ({children}: {children?: Child}) => children;

/** Components run, lists flattened: what is left are elements and texts. */
function flatten(child: Child, made: Made[] = [], key?: unknown): Made[] {
  if (Array.isArray(child)) child.forEach((one) => flatten(one, made, key));
  else if (child === null || typeof child !== 'object') {
    if (child !== null && child !== undefined && typeof child !== 'boolean' && child !== '') made.push({text: String(child)});
  } else if (typeof child.tag === 'function') flatten(child.tag({...child.props, children: child.children}), made, child.key ?? key);
  else made.push(Object.assign(child, {key: child.key ?? key}));
  return made;
}

function setProp(node: any, name: string, value: any) {
  if (name === 'key') return;
  if (name.startsWith('on')) node[name.toLowerCase()] = value ?? null;
  else if (name === 'style') for (const [key, one] of Object.entries(value)) node.style.setProperty(key, one);
  else if (name === 'value' || name === 'checked') node[name] = value;
  else if (value === undefined || value === null || (value === false && !name.startsWith('aria-'))) node.removeAttribute(name);
  else node.setAttribute(name, value === true && !name.startsWith('aria-') ? '' : value);
}

function update(was: Made | undefined, now: Made, space: string): Node {
  if ('text' in now) {
    const node = now.node = was?.node ?? document.createTextNode(now.text);
    if (node.nodeValue !== now.text) node.nodeValue = now.text;
    return node;
  }
  const old = was as Element_ | undefined;
  const own = now.tag === 'svg' ? 'http://www.w3.org/2000/svg' : space;
  const node = now.node = old?.node ?? document.createElementNS(own, now.tag as string);
  now.made = flatten(now.children);
  patch(node, old?.made ?? [], now.made, own);
  for (const name of new Set([...Object.keys(old?.props ?? {}), ...Object.keys(now.props)]))
    if (old?.props[name] !== now.props[name]) setProp(node, name, now.props[name]);
  return node;
}

const isLike = (a: Made, b: Made) => ('text' in a ? 'text' in b : !('text' in b) && a.tag === b.tag && a.key === b.key);

function patch(parent: Node, old: Made[], now: Made[], space: string) {
  const left = [...old];
  let at: Node | null = parent.firstChild;
  for (const one of now) {
    const like = left.findIndex((other) => isLike(other, one));
    const node = update(like < 0 ? undefined : left.splice(like, 1)[0], one, space);
    if (node === at) at = at.nextSibling;
    else parent.insertBefore(node, at);
  }
  for (const gone of left) parent.removeChild(gone.node!);
}

let drawn: Made[] = [];

export function draw(child: Child, parent: Node) {
  const now = flatten(child);
  patch(parent, drawn, now, 'http://www.w3.org/1999/xhtml');
  drawn = now;
}
