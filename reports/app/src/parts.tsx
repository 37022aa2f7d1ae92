import {Fragment, h, type Child} from './h';
import type {Verdict} from './result';
import {remembered} from './state';

const signs: Record<Verdict, string> = {passed: '✓', failed: '✗', skipped: '–', error: '!'};
const words: Record<Verdict, string> = {passed: 'passed', failed: 'failed', skipped: 'skipped', error: 'could not run'};

export const verdictWord = (verdict: Verdict) => words[verdict];

export function Badge({verdict}: {verdict: Verdict}) {
  return <span class={`badge ${verdict}`}><span aria-hidden="true">{signs[verdict]}</span> {words[verdict]}</span>;
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    return done;
  }
}

export function Copy({text, label = 'copy', what}: {text: string; label?: string; what?: string}) {
  const [last, set] = remembered('copied', {text: '', said: ''});
  const click = async () => {
    set({text, said: (await copy(text)) ? 'copied' : 'not copied'});
    setTimeout(() => set({text: '', said: ''}), 1500);
  };
  return (
    <button type="button" class="copy" onClick={click} aria-label={what && `copy ${what}`}>
      <span aria-live="polite">{last.text === text ? last.said : label}</span>
    </button>
  );
}

/** A command that can be copied. */
export function Command({text, node}: {text: string; node?: string}) {
  return (
    <div class="command">
      {node && <span class="on">{node}</span>}
      <code>{text}</code>
      <Copy text={text} what="the command" />
    </div>
  );
}

export function Section({title, id, children, note}: {title: string; id?: string; note?: string; children: Child}) {
  return (
    <section class="part" id={id}>
      <h2>{title}{note && <small> {note}</small>}</h2>
      {children}
    </section>
  );
}

/** A region that scrolls sideways, also with the keyboard; a tall one downwards, too, below heads that stay. */
export function Wide({label, tall, children}: {label: string; tall?: boolean; children: Child}) {
  return <div class={tall ? 'wide tall' : 'wide'} role="group" aria-label={label} tabIndex={0}>{children}</div>;
}

/** The head of a table; what is not a text is left out. */
export const Heads = ({of}: {of: (string | false)[]}) => <thead><tr>{of.map((name) => name && <th scope="col">{name}</th>)}</tr></thead>;

/** A path of the case, which may be broken at its dots. */
export const Path = ({text}: {text: string}) => <code class="path">{text.split('.').map((part, i) => (i ? <Fragment>.<wbr />{part}</Fragment> : part))}</code>;

export const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`;
