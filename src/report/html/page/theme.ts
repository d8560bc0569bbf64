/** Light and dark: as the system has it, until the reader says otherwise. Nothing is stored. */
import { button } from './dom.ts';

const dark = window.matchMedia('(prefers-color-scheme: dark)');

/** The button that changes it; `changed` runs after every change. */
export function themeButton(changed: () => void): HTMLElement {
  const root = document.documentElement;
  const isDark = (): boolean => (root.dataset['theme'] ?? (dark.matches ? 'dark' : 'light')) === 'dark';
  const name = (): void => {
    element.textContent = isDark() ? '☀' : '☾';
    element.setAttribute('aria-label', isDark() ? 'Light colours' : 'Dark colours');
    changed();
  };
  const element = button(
    '',
    () => {
      root.dataset['theme'] = isDark() ? 'light' : 'dark';
      name();
    },
    { class: 'icon', id: 'theme', title: 'Light or dark' },
  );
  dark.addEventListener('change', name);
  queueMicrotask(name);
  return element;
}
