/**
 * The doctor's judgement before the first write of a card saga (F09): turns the reports of agent and vault into a list of checks, each with
 * its fix. A failed check with a code forbids the write; without a code it is a warning. Pure.
 */
import type { ErrorCode } from '@cardwright/contracts/errors/error-catalogue';
import { errorCatalogue } from '@cardwright/contracts/errors/error-catalogue';
import type { AgentStatus } from '@cardwright/contracts/nats/edge.api';
import type { PreflightCheck } from '@cardwright/contracts/nats/plan-summary';
import { issuerMarginMs, type CaCheck } from '@cardwright/contracts/nats/pki.api';
import { isOlderThan } from '@cardwright/contracts/workstation/versions';

export interface PreflightFacts {
  agent: AgentStatus;
  minimumAgentVersion: string;
  /** The identity of the card that is to be written. */
  identityText?: string | undefined;
  /** The request that may already hold the reader: a parked saga of this device. */
  requestId: string | null;
  ca: CaCheck;
  /** Names that the vault offers, and those that the profile asks for. */
  certificateProfiles: readonly string[];
  wantedProfiles: readonly string[];
  /** null: the card has factory values. known: the vault has the keys that the record says the card has. */
  keySet: { known: boolean } | null;
  /** Milliseconds since the epoch, by this server, when the agent was asked. */
  nowMs: number;
}

/** Nothing depends on the agent's clock (faults.md 19); beyond this its logs mislead, and so may the user's browser. */
const clockToleranceMs = 60_000;

export function preflightChecks(facts: PreflightFacts): PreflightCheck[] {
  return [
    reader(facts),
    agentVersion(facts),
    clock(facts),
    signer(facts),
    issuer(facts),
    keySet(facts),
    profiles(facts),
  ];
}

/** The first check that forbids the write. */
export const refusal = (checks: readonly PreflightCheck[]): PreflightCheck | undefined =>
  checks.find(({ ok, code }) => !ok && code !== undefined);

const passed = (check: PreflightCheck['check'], text: string): PreflightCheck => ({ check, ok: true, text, fix: null });
const failed = (check: PreflightCheck['check'], code: ErrorCode, text: string): PreflightCheck => ({
  check,
  ok: false,
  text,
  code,
  fix: errorCatalogue[code].fix,
});

function reader({ agent, identityText, requestId }: PreflightFacts): PreflightCheck {
  if (agent.pcsc === 'unavailable') {
    const code = agent.pcscCode ?? 'EDGE_PCSC_UNAVAILABLE';
    return failed('reader', code, `On the workstation: ${errorCatalogue[code].title}`);
  }
  if (agent.readers.length === 0) return failed('reader', 'EDGE_NO_READER', errorCatalogue.EDGE_NO_READER.title);
  const mute = agent.readers.find(({ unresponsive }) => unresponsive === true);
  if (mute !== undefined && !agent.readers.some(({ cardPresent }) => cardPresent))
    return failed('reader', 'CARD_UNRESPONSIVE', `The card in ${mute.readerName} does not answer`);
  const all = agent.readers.filter(({ cardPresent }) => cardPresent);
  // The reader in which the card was seen. Otherwise each whose card may be this one, because a named reader is only the first place to look.
  const seen = all.filter((row) => identityText !== undefined && row.identityText === identityText);
  const unknown = all.filter((row) => identityText === undefined || (row.identityText ?? null) === null);
  const possible = seen.length > 0 ? seen : unknown;
  const held = possible.filter(({ heldBy }) => heldBy !== null && heldBy !== requestId);
  if (possible.length > 0 && held.length === possible.length)
    return failed('reader', 'CARD_IN_WORK', `${held[0]!.readerName} is held by request ${held[0]!.heldBy}`);
  if (possible.length > 0) return passed('reader', 'free for exclusive use');
  // The agent says when it opens the card what is missing: it may come until then.
  return passed('reader', all.length === 0 ? 'no card is in it' : 'this card is not in it');
}

function agentVersion({ agent, minimumAgentVersion }: PreflightFacts): PreflightCheck {
  const text = `agent ${agent.agentVersion}, this server needs ${minimumAgentVersion} or later`;
  return isOlderThan(agent.agentVersion, minimumAgentVersion)
    ? failed('agent-version', 'EDGE_OUTDATED', text)
    : passed('agent-version', text);
}

function clock({ agent, nowMs }: PreflightFacts): PreflightCheck {
  const differenceMs = Date.parse(agent.clock) - nowMs;
  if (Math.abs(differenceMs) <= clockToleranceMs) return passed('clock', "the workstation's clock agrees");
  const seconds = Math.round(Math.abs(differenceMs) / 1000);
  const text = `the workstation's clock is ${seconds} s ${differenceMs > 0 ? 'ahead' : 'behind'}`;
  return {
    check: 'clock',
    ok: false,
    text,
    fix: 'Set the clock of the workstation; the work itself goes by this server.',
  };
}

function signer({ ca }: PreflightFacts): PreflightCheck {
  const away = ca.issuers.filter(({ usable }) => !usable).map(({ issuerId }) => issuerId);
  if (ca.issuers.length > 0 && away.length === 0) return passed('ca-signer', 'the keys of the CA can be used');
  return failed('ca-signer', 'PKI_SIGNER_UNAVAILABLE', `The CA cannot sign with ${away.join(', ') || 'any key'}`);
}

function issuer({ ca, nowMs }: PreflightFacts): PreflightCheck {
  const ends = ca.issuers.map(({ notAfter }) => Date.parse(notAfter));
  const earliest = Math.min(...ends);
  const text = ends.length === 0 ? 'no issuer' : `the first to end does so on ${new Date(earliest).toISOString()}`;
  return earliest - nowMs < issuerMarginMs
    ? failed('ca-expiry', 'PKI_ISSUER_EXPIRING', `A CA certificate ends too soon: ${text}`)
    : passed('ca-expiry', text);
}

function keySet({ keySet: set }: PreflightFacts): PreflightCheck {
  if (set === null) return passed('key-set', 'the card has the values of its stock batch');
  return set.known
    ? passed('key-set', 'the vault has the keys of this card')
    : failed('key-set', 'VAULT_SECRET_UNKNOWN', 'The vault does not have the keys that this card should have');
}

function profiles({ certificateProfiles, wantedProfiles }: PreflightFacts): PreflightCheck {
  const unknown = wantedProfiles.filter((name) => !certificateProfiles.includes(name));
  return unknown.length === 0
    ? passed('certificate-profiles', 'the CA has every certificate profile that is asked for')
    : failed('certificate-profiles', 'PKI_PROFILE_UNKNOWN', `The CA has no certificate profile ${unknown.join(', ')}`);
}
