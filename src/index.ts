/** The public interface of the library (docs/library.md). */
export { analyze } from './analyze.ts';
export type { AnalysisRecord, AnalyzeInput, CaptureSource } from './analyze.ts';
export type { AnalyzeOptions, RecordKind } from './analyze-options.ts';
export type { Packet, PacketInput } from './packet-input.ts';
export type {
  CaptureRecord,
  CommandRecord,
  FindingRecord,
  NoticeRecord,
  SessionRecord,
  SummaryRecord,
  TransactionRecord,
} from './report/schema.ts';
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
export { CaptureError, type CaptureErrorCode } from './capture/capture-error.ts';
export { InputError } from './capture/input-error.ts';
export type { CaptureInput } from './capture/found.ts';
export { fromPcapParser } from './capture/pcap-parser.ts';
export type { CapturedPacket, PacketSource } from './capture/pcap-parser.ts';
