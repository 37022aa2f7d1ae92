import {h} from './h';
import {remembered} from './state';

const next: Record<string, string> = {auto: 'light', light: 'dark', dark: 'auto'};

function stored(): string {
  try {
    return localStorage.getItem('hopproof-theme') ?? 'auto';
  } catch {
    return 'auto';
  }
}

function apply(theme: string) {
  if (theme === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

apply(stored());

export function Theme() {
  const [theme, set] = remembered('theme', stored());
  const change = () => {
    apply(next[theme]);
    try {
      localStorage.setItem('hopproof-theme', next[theme]);
    } catch { /* a page of a file may have no storage: it is for this view then */ }
    set(next[theme]);
  };
  return <button type="button" class="theme" onClick={change} aria-label={`colours: ${theme}; change`}>◐ {theme}</button>;
}
