import { describe, expect, test } from 'vitest';
import { readAll } from './read-all.ts';

describe('what is no capture is named, with the command that helps', () => {
  test.each<[string, string, string]>([
    ['snoop\0\0\0\0\0\0\x02', 'snoop', 'editcap'],
    ['GMBU\0\x02', 'Network Monitor 2', 'editcap'],
    ['RTSS\0\x01', 'Network Monitor 1', 'editcap'],
    ['TRSNIFF data    \x1a', 'Sniffer', 'editcap'],
    ['iptrace 2.0', 'iptrace', 'editcap'],
    ['BZh91AY&SY', 'bzip2', 'bzip2 -dc'],
    ['\xfd7zXZ\0\0', 'xz', 'xz -dc'],
    ['\x04\x22\x4d\x18@', 'lz4', 'lz4 -dc'],
    ['PK\x03\x04\x14', 'zip', 'unzip -p'],
    ["7z\xbc\xaf'\x1c\0", '7-Zip', '7z x -so'],
    ['\x1f\x8b\x08\0', 'gzip-compressed once more', 'gzip -dc'],
    ['<!DOCTYPE html><html>', 'HTML', 'download'],
    ['<?xml version="1.0"?><pdml>', 'XML', 'export'],
    ['[\n  {\n    "_index": "packets"', 'JSON', 'export'],
    ['0000  45 00 00 28 00 01 00 00', 'hex dump', 'text2pcap'],
    ['00000000: 4500 0028 0001 0000 4006', 'hex dump', 'text2pcap'],
    ['No. Time Source Destination', 'text', 'capture itself'],
  ])('%j', (text, name, advice) => {
    const { error } = readAll(Buffer.from(text, 'latin1'));
    expect(error?.message).toContain(name);
    expect(error?.advice).toContain(advice);
  });
});
