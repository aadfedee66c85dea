/**
 * The doctor's judgement before the first write of a card saga (F09): turns the reports of agent and vault into a list of checks, each with
 * its fix. A failed check with a code forbids the write; without a code it is a warning. Pure.
 */
import type { ErrorCode } from '@cardwright/contracts/errors/error-catalogue';
import type { AgentStatus } from '@cardwright/contracts/nats/edge.api';
import type { PreflightCheck } from '@cardwright/contracts/nats/plan-summary';
import { issuerMarginMs, type CaCheck } from '@cardwright/contracts/nats/pki.api';
import { isOlderThan } from '@cardwright/contracts/workstation/versions';
import type { Sentence } from '@cardwright/contracts/said';
import { errorFixOf, errorTitleOf, say } from '@cardwright/contracts/words/say';

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

const passed = (check: PreflightCheck['check'], { text, said }: Sentence): PreflightCheck => ({
  ...{ check, ok: true, text, fix: null },
  said: { text: said },
});
const failed = (check: PreflightCheck['check'], code: ErrorCode, { text, said }: Sentence): PreflightCheck => {
  const fix = errorFixOf(code);
  return { check, ok: false, text, code, fix: fix.text, said: { text: said, fix: fix.said } };
};

/** For a card that gets a passkey. What its relying party has against it is refused elsewhere; that this is not known is no reason to refuse. */
export function relyingPartyCheck({
  relyingParty,
  isKnown,
}: {
  relyingParty: string;
  isKnown: boolean;
}): PreflightCheck {
  const named = { relyingParty };
  if (isKnown) return passed('relying-party', say('preflight.relying-party', named));
  const { text, said } = say('preflight.relying-party-unknown', named);
  const fix = say('preflight.relying-party-later');
  return { check: 'relying-party', ok: false, text, fix: fix.text, said: { text: said, fix: fix.said } };
}

function reader({ agent, identityText, requestId }: PreflightFacts): PreflightCheck {
  if (agent.pcsc === 'unavailable') {
    const code = agent.pcscCode ?? 'EDGE_PCSC_UNAVAILABLE';
    return failed('reader', code, say('preflight.on-workstation', { error: errorTitleOf(code) }));
  }
  if (agent.readers.length === 0) return failed('reader', 'EDGE_NO_READER', errorTitleOf('EDGE_NO_READER'));
  const mute = agent.readers.find(({ unresponsive }) => unresponsive === true);
  if (mute !== undefined && !agent.readers.some(({ cardPresent }) => cardPresent))
    return failed('reader', 'CARD_UNRESPONSIVE', say('preflight.mute', { reader: mute.readerName }));
  const all = agent.readers.filter(({ cardPresent }) => cardPresent);
  // The reader in which the card was seen. Otherwise each whose card may be this one, because a named reader is only the first place to look.
  const seen = all.filter((row) => identityText !== undefined && row.identityText === identityText);
  const unknown = all.filter((row) => identityText === undefined || (row.identityText ?? null) === null);
  const possible = seen.length > 0 ? seen : unknown;
  const held = possible.filter(({ heldBy }) => heldBy !== null && heldBy !== requestId);
  if (possible.length > 0 && held.length === possible.length)
    return failed(
      'reader',
      'CARD_IN_WORK',
      say('preflight.held', { reader: held[0]!.readerName, request: String(held[0]!.heldBy) }),
    );
  if (possible.length > 0) return passed('reader', say('preflight.free'));
  // The agent says when it opens the card what is missing: it may come until then.
  return passed('reader', all.length === 0 ? say('preflight.empty') : say('preflight.not-in-it'));
}

function agentVersion({ agent, minimumAgentVersion }: PreflightFacts): PreflightCheck {
  const text = say('preflight.agent', { version: agent.agentVersion, needed: minimumAgentVersion });
  return isOlderThan(agent.agentVersion, minimumAgentVersion)
    ? failed('agent-version', 'EDGE_OUTDATED', text)
    : passed('agent-version', text);
}

function clock({ agent, nowMs }: PreflightFacts): PreflightCheck {
  const differenceMs = Date.parse(agent.clock) - nowMs;
  if (Math.abs(differenceMs) <= clockToleranceMs) return passed('clock', say('preflight.clock-agrees'));
  const seconds = Math.round(Math.abs(differenceMs) / 1000);
  const { text, said } = say(differenceMs > 0 ? 'preflight.clock-ahead' : 'preflight.clock-behind', { seconds });
  const fix = say('preflight.set-clock');
  return {
    check: 'clock',
    ok: false,
    text,
    fix: fix.text,
    said: { text: said, fix: fix.said },
  };
}

function signer({ ca }: PreflightFacts): PreflightCheck {
  const away = ca.issuers.filter(({ usable }) => !usable).map(({ issuerId }) => issuerId);
  if (ca.issuers.length > 0 && away.length === 0) return passed('ca-signer', say('preflight.signer'));
  return failed(
    'ca-signer',
    'PKI_SIGNER_UNAVAILABLE',
    away.length > 0 ? say('preflight.no-signer', { keys: away }) : say('preflight.no-signer-at-all'),
  );
}

function issuer({ ca, nowMs }: PreflightFacts): PreflightCheck {
  const ends = ca.issuers.map(({ notAfter }) => Date.parse(notAfter));
  const earliest = Math.min(...ends);
  const text =
    ends.length === 0
      ? say('preflight.no-issuer')
      : say('preflight.first-end', { at: new Date(earliest).toISOString() });
  return earliest - nowMs < issuerMarginMs
    ? failed('ca-expiry', 'PKI_ISSUER_EXPIRING', say('preflight.ends-too-soon', { when: text }))
    : passed('ca-expiry', text);
}

function keySet({ keySet: set }: PreflightFacts): PreflightCheck {
  if (set === null) return passed('key-set', say('preflight.factory'));
  return set.known
    ? passed('key-set', say('preflight.keys-known'))
    : failed('key-set', 'VAULT_SECRET_UNKNOWN', say('preflight.keys-unknown'));
}

function profiles({ certificateProfiles, wantedProfiles }: PreflightFacts): PreflightCheck {
  const unknown = wantedProfiles.filter((name) => !certificateProfiles.includes(name));
  return unknown.length === 0
    ? passed('certificate-profiles', say('preflight.profiles'))
    : failed('certificate-profiles', 'PKI_PROFILE_UNKNOWN', say('preflight.no-profile', { names: unknown }));
}
