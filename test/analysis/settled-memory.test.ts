import { expect, test } from 'vitest';
import { SETTLED_MEMORY } from '../../src/base/limits.ts';
import { ALL_TRAITS } from '../../src/analysis/traits.ts';
import { CAME, Transaction } from '../../src/analysis/transaction.ts';
import { SettledMemory } from '../../src/analysis/settled-memory.ts';

const any = (): boolean => true;

function settled(trid: number, verb: string, request: number): Transaction {
  const traits = ALL_TRAITS.find(({ row }) => row.verb === verb && row.from === 'client');
  return new Transaction(1, trid, verb, request, traits, 'one', 1, 0, 0);
}

test('a request is remembered with its code, answers and mode, known or not', () => {
  const memory = new SettledMemory();
  const message = settled(4294967295, 'MSG', 7);
  message.ackMode = 2;
  message.came = CAME.ack;
  memory.add(message);
  memory.add(settled(5, 'XYZ', 8));
  expect(memory.find(4294967295, any)).toMatchObject({
    verb: 'MSG',
    traits: message.traits,
    request: 7,
    ackMode: 2,
    came: CAME.ack,
  });
  expect(memory.find(5, any)).toMatchObject({ verb: 'XYZ', traits: undefined, request: 8, ackMode: -1 });
});

test('every client code of the table comes back as itself', () => {
  const memory = new SettledMemory();
  const codes = ALL_TRAITS.filter(({ row }) => row.from === 'client').map(({ row }) => row.verb);
  codes.forEach((verb, i) => {
    memory.add(settled(i + 1, verb, i + 1));
  });
  expect(codes.map((_, i) => memory.find(i + 1, any)?.verb)).toEqual(codes);
});

test('what is noted later is remembered too, and the oldest is forgotten', () => {
  const memory = new SettledMemory();
  memory.add(settled(1, 'CHG', 1));
  const found = memory.find(1, any);
  if (found !== undefined) memory.note(found, CAME.main);
  expect(memory.find(1, any)?.came).toBe(CAME.main);
  for (let trid = 2; trid <= SETTLED_MEMORY + 1; trid++) memory.add(settled(trid, 'CHG', trid));
  expect(memory.find(1, any)).toBeUndefined();
  expect(memory.find(2, any)).toMatchObject({ request: 2 });
});

test('the newest that fits is found', () => {
  const memory = new SettledMemory();
  memory.add(settled(3, 'CHG', 1));
  memory.add(settled(3, 'ADD', 2));
  expect(memory.find(3, any)).toMatchObject({ request: 2 });
  expect(memory.find(3, (verb) => verb === 'CHG')).toMatchObject({ request: 1 });
});
