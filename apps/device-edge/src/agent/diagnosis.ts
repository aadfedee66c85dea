/**
 * What operators ask an agent when something is wrong at its computer. Each answer costs the computer some work, so that whoever asks without end
 * gets what was found before, or is refused; and it is bounded, and without secrets, homes and names of people.
 */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { EdgeApi } from '@cardwright/contracts/nats/edge.api';
import type { ReplyOf, RequestOf } from '@cardwright/contracts/nats/rpc';
import {
  diagnosisFinding,
  diagnosisLimits,
  diagnosisText,
  logLevels,
  type AgentLogLine,
  type DoctorFinding,
  type DoctorReport,
} from '@cardwright/contracts/workstation/diagnosis';
import type { LogLine, LogPage, LogQuestion } from '../log/log-page.js';

interface DiagnosisParts {
  /** Absent: this agent has no doctor. */
  doctor: (() => Promise<DoctorFinding[]>) | undefined;
  readLog: (question: LogQuestion) => Promise<LogPage>;
  runningMs: () => number;
  now: () => Date;
}

const doctorEveryMs = 10_000;
/** The log is read so often at once, and this much more in each second. */
const readsAtOnce = 10;
const readsPerSecond = 0.5;

export class Diagnosis {
  private report: { endedAtMs: number; made: Promise<DoctorReport> } | undefined;
  private reads = readsAtOnce;
  private countedAtMs: number;
  private reading: Promise<unknown> = Promise.resolve();

  constructor(private readonly parts: DiagnosisParts) {
    this.countedAtMs = parts.runningMs();
  }

  /** One look for everybody who asks while it lasts, and for ten seconds. Throws REQUEST_NOT_FOUND without a doctor. */
  doctor(): Promise<DoctorReport> {
    if (this.report === undefined || this.parts.runningMs() - this.report.endedAtMs >= doctorEveryMs) {
      const report = { endedAtMs: Infinity, made: this.look() };
      report.made.then(
        () => (report.endedAtMs = this.parts.runningMs()),
        // The next one looks again.
        () => (report.endedAtMs = -Infinity),
      );
      this.report = report;
    }
    return this.report.made;
  }

  private async look(): Promise<DoctorReport> {
    if (this.parts.doctor === undefined) throw new CardwrightError('REQUEST_NOT_FOUND');
    const findings = (await this.parts.doctor()).slice(0, diagnosisLimits.findings);
    return {
      ranAt: this.parts.now().toISOString(),
      findings: findings.map(diagnosisFinding),
    };
  }

  /** Throws REQUEST_INVALID, REQUEST_RATE_LIMITED {retryAfterSeconds}. */
  async logs({
    since,
    limit = 200,
    level = 'info',
  }: RequestOf<EdgeApi, 'logs.read'>): Promise<ReplyOf<EdgeApi, 'logs.read'>> {
    const from = since === undefined ? undefined : new Date(since);
    if (from !== undefined && Number.isNaN(from.getTime())) throw invalid('since');
    if (!Number.isInteger(limit) || limit < 1) throw invalid('limit');
    if (!logLevels.includes(level)) throw invalid('level');
    this.countRead();
    const most = Math.min(limit, diagnosisLimits.lines);
    const question = { most, least: level, ...(from !== undefined && { since: from }) };
    const page = this.reading.then(() => this.parts.readLog(question));
    this.reading = page.catch(() => undefined);
    const { lines, older } = await page;
    return bounded(lines.map(lineOf), older);
  }

  private countRead(): void {
    const now = this.parts.runningMs();
    this.reads = Math.min(readsAtOnce, this.reads + ((now - this.countedAtMs) / 1_000) * readsPerSecond);
    this.countedAtMs = now;
    if (this.reads < 1)
      throw new CardwrightError('REQUEST_RATE_LIMITED', undefined, {
        retryAfterSeconds: Math.ceil((1 - this.reads) / readsPerSecond),
      });
    this.reads -= 1;
  }
}

const invalid = (field: string): CardwrightError => new CardwrightError('REQUEST_INVALID', undefined, { field });

function lineOf({ at, level, message, service: _, ...fields }: LogLine): AgentLogLine {
  const some = Object.entries(fields)
    .filter(([, value]) => value !== undefined && value !== null)
    .slice(0, diagnosisLimits.fields);
  return {
    at,
    level,
    message: diagnosisText(message),
    fields: Object.fromEntries(some.map(([name, value]) => [name, diagnosisText(String(value))])),
  };
}

/** The newest that fit. */
function bounded(lines: readonly AgentLogLine[], older: boolean): { lines: AgentLogLine[]; older: boolean } {
  let bytes = 0;
  let first = lines.length;
  while (first > 0) {
    bytes += Buffer.byteLength(JSON.stringify(lines[first - 1]));
    if (bytes > diagnosisLimits.bytes) break;
    first--;
  }
  return { lines: lines.slice(first), older: older || first > 0 };
}
