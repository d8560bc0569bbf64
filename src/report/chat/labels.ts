/** What the people of one conversation are called in its lines: the name when it tells them apart, else the account. */
import { MAX_NAME_COLUMNS } from '../../base/limits.ts';
import { escapeText } from '../escape.ts';
import type { Columns } from '../width.ts';
import { keyOf } from './accounts.ts';
import type { ConversationHead } from './finished.ts';

export interface Label {
  readonly text: string;
  /** Place among the participants, for the colour. */
  readonly index: number;
}

const NOBODY: Label = { text: '(unknown)', index: 0 };

export class Labels {
  readonly #labels = new Map<string, Label>();
  readonly #columns: Columns;
  readonly #asciiOnly: boolean;
  /** Columns of the longest. */
  readonly width: number;

  constructor({ participants }: ConversationHead, columns: Columns, asciiOnly: boolean) {
    this.#columns = columns;
    this.#asciiOnly = asciiOnly;
    const names = new Map(participants.map(({ account, name }) => [keyOf(account), this.#shown(name ?? '')]));
    const accounts = new Set(participants.map(({ account }) => this.#shown(account)));
    const bearers = new Map<string, number>();
    for (const name of names.values()) bearers.set(name, (bearers.get(name) ?? 0) + 1);
    for (const { account } of participants) {
      const key = keyOf(account);
      const name = names.get(key) ?? '';
      const isTaken = (bearers.get(name) ?? 0) > 1 || accounts.has(name);
      const text = name.trim() === '' || isTaken ? this.#shown(account) : name;
      if (!this.#labels.has(key)) this.#labels.set(key, { text, index: this.#labels.size });
    }
    this.width = Math.max(0, ...[...this.#labels.values()].map(({ text }) => columns.of(text)));
  }

  of(account: string | null): Label {
    if (account === null) return NOBODY;
    return this.#labels.get(keyOf(account)) ?? { text: this.#shown(account), index: this.#labels.size };
  }

  #shown(name: string): string {
    return this.#columns.cut(escapeText(name, this.#asciiOnly), MAX_NAME_COLUMNS);
  }
}
