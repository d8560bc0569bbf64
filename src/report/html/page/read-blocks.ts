/** The blocks of data in the document. */
import type { PageCommands, PageMeta } from '../page-data.ts';
import type { Blocks } from './model.ts';

const elements = (name: string): HTMLScriptElement[] => [
  ...document.querySelectorAll<HTMLScriptElement>(`script.data-${name}[type="application/json"]`),
];

/** All blocks of a list, as one. */
function list<T>(name: string): T[] {
  return elements(name).flatMap((element) => JSON.parse(element.text) as T[]);
}

/** Throws SyntaxError when the file was cut or changed. */
export function readBlocks(): Blocks {
  const [meta] = elements('meta');
  if (meta === undefined) throw new SyntaxError('the page has no data');
  return {
    meta: JSON.parse(meta.text) as PageMeta,
    sessions: list('sessions'),
    findings: list('findings'),
    notices: list('notices'),
    states: list('states'),
    presence: list('presence'),
    commands: elements('commands').map((element) => JSON.parse(element.text) as PageCommands),
    details: elements('details').map((element) => ({
      first: Number(element.dataset['first']),
      json: () => element.text,
    })),
  };
}
