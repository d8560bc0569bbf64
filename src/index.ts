/** The public interface of the library. */
export { scan } from './scan.ts';
export type { CaptureInfo, Report, ScanInput, ScanOptions, Totals } from './scan.ts';
export type {
  CommandInfo,
  SessionView,
  SettledTransaction,
  Sink,
  TransactionState,
} from './analysis/sink.ts';
export type { Family, Finding, Severity } from './analysis/finding.ts';
export type { Details, Notice, NoticeCode } from './base/notice.ts';
export type { Clock } from './base/time.ts';
export { captureOf, frameOf } from './base/frame-id.ts';
export { Command } from './msnp/command.ts';
export { CaptureError } from './capture/capture-error.ts';
export { InputError } from './capture/input-error.ts';
export type { CaptureInput } from './capture/found.ts';
export { fromPcapParser } from './capture/pcap-parser.ts';
export type { CapturedPacket, PacketSource } from './capture/pcap-parser.ts';
