/**
 * Where words are made that have no other language (contracts said.ts). Whoever adds one gives the reason here, or better a row of
 * libs/contracts/src/words: only what no person of portal and console reads belongs into this list. The command line is English.
 */
import { expect, it } from '@jest/globals';
import { root } from './setup/run.mjs';
import { treeOf } from './source-text.mjs';

const known: Readonly<Record<string, number>> = {
  // What an agent says at its own terminal.
  'apps/device-edge/src/agent/agent.ts': 2,
  'apps/device-edge/src/commands/check.ts': 2,
  'apps/device-edge/src/commands/conversation.ts': 1,
  'apps/device-edge/src/commands/desk.ts': 1,
  'apps/device-edge/src/commands/pair.ts': 1,
  'apps/device-edge/src/commands/until-enrolled.ts': 1,
  'apps/device-edge/src/desk-link/connect.ts': 1,
  'apps/device-edge/src/enrolment/enrol.ts': 2,
  'apps/device-edge/src/updates/page-address.ts': 1,
  // Between the agent and the server that sends it work: a batch of another version.
  'apps/device-edge/src/card-steps/fido2/base64url.ts': 1,
  'apps/device-edge/src/card-steps/piv/card-knowledge.ts': 1,
  'apps/device-edge/src/card-steps/piv/data-objects.ts': 1,
  'apps/device-edge/src/card-steps/piv/operation-pin.ts': 1,
  'apps/device-edge/src/operations/batch-request.ts': 1,
  'apps/device-edge/src/operations/operation-session.ts': 1,
  'apps/device-edge/src/operations/run-steps.ts': 1,
  // What the card answered, in the words of its protocol.
  'libs/card-session/src/ctap/fido-error.ts': 1,
  'libs/card-session/src/piv/piv-session.ts': 1,
  // Why a public key is weak: its details name the kind, which nobody but an expert can use.
  'apps/pki-svc/src/ca/public-key.ts': 1,
  // Between the programs of a sign-in.
  'apps/gateway/src/auth/actor.ts': 1,
  'apps/gateway/src/auth/bearer-token.ts': 1,
  'apps/gateway/src/auth/oidc-issuer.ts': 1,
  'apps/gateway/src/auth/sign-in.controller.ts': 1,
  'apps/issuance-svc/src/api/card-sign-in.controller.ts': 2,
  'apps/issuance-svc/src/api/passkey-sign-in.controller.ts': 2,
  'apps/issuance-svc/src/api/session.controller.ts': 4,
  'libs/sealing/src/shown-pin.ts': 1,
  // Between services: what only a service of another version asks for.
  'apps/issuance-svc/src/sagas/codec.service.ts': 1,
  'apps/issuance-svc/src/sagas/passkey/browser-passkeys.service.ts': 2,
  'apps/issuance-svc/src/sagas/run/request-gate.ts': 1,
  'apps/pki-svc/src/agents/agent-identities.ts': 1,
  'apps/pki-svc/src/ca/certificate-issuer.ts': 3,
  'apps/pki-svc/src/ca/certificate-list.ts': 3,
  'apps/pki-svc/src/ca/certificate-status.ts': 2,
  'apps/pki-svc/src/ca/crl-publisher.ts': 2,
  'apps/pki-svc/src/custody/card-authentication.ts': 1,
  'apps/pki-svc/src/custody/card-batches.ts': 1,
  'apps/pki-svc/src/nats/certificates.controller.ts': 1,
  'apps/pki-svc/src/relying-parties/asserted-cards.ts': 1,
  'libs/service-kit/src/nats/cardwright-nats.server.ts': 1,
  'libs/service-kit/src/outbox/collect-events.ts': 1,
};

const call = /(?<!const )\bonlyInEnglish\(/g;

it('words without another language are made in these places only', () => {
  const { paths, read } = treeOf(root);
  const files = paths.filter(
    (path) => /^(?:apps|libs)\/[^/]+\/src\/.*\.ts$/.test(path) && !/^apps\/cli\/|\.spec\.ts$/.test(path),
  );
  const found = files.flatMap((file): [string, number][] => {
    const calls = read(file).match(call) ?? [];
    return calls.length === 0 ? [] : [[file, calls.length]];
  });
  expect(Object.fromEntries(found)).toEqual(known);
});
