/** The selected command in the address, `#2.15` for session and command, so that a link leads to it. */
import type { Store } from './store.ts';

/** Follows the address now and later, and keeps it up. */
export function followPlace(store: Store): void {
  const go = (): void => {
    const found = /^#(\d{1,9})\.(\d{1,9})$/.exec(location.hash);
    const command = found === null ? undefined : store.model.find(Number(found[1]), Number(found[2]));
    if (command !== undefined) store.goTo(command);
  };
  store.listen((change) => {
    if (change !== 'selection') return;
    const { selected, model } = store;
    const place = selected < 0 ? ' ' : `#${model.session[selected] ?? 0}.${model.id[selected] ?? 0}`;
    try {
      history.replaceState(null, '', place.trim() === '' ? location.pathname + location.search : place);
    } catch {
      // Some viewers have no address of their own.
    }
  });
  window.addEventListener('hashchange', go);
  go();
}
