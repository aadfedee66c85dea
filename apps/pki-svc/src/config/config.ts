/** What pki-svc reads from its environment; docs/configuration.md lists the variables. Secrets come as files (`*_FILE`). */
import type { KeyAlgorithm } from '@cardwright/contracts/card/card-model';
import { readEnv, type Environment } from '@cardwright/service-kit/config/env';
import { readRelyingParties, type RelyingPartyRow } from '@cardwright/service-kit/config/relying-parties';
import { readNatsConfig, type NatsConfig } from '@cardwright/service-kit/nats/connection';
import { canonicalField, fieldProblem } from '@cardwright/service-kit/subject-fields/subject-fields';

/** Token that PkiConfig is injected by. */
export const PKI_CONFIG = Symbol('PKI_CONFIG');

export interface PkiConfig {
  /** Text of the key ring. */
  keyEncryptionKeys: string;
  /** Prefixes without a trailing slash. */
  crlBaseUrl: string;
  caBaseUrl: string;
  organization: string;
  policyArc: string;
  rootKeyAlgorithm: KeyAlgorithm;
  issuingKeyAlgorithm: KeyAlgorithm;
  contentSignerKeyAlgorithm: KeyAlgorithm;
  crlValidityHours: number;
  /** It signs client assertions for these and for no others. */
  relyingParties: readonly RelyingPartyRow[];
  agents: {
    accountSigningSeed: string;
    operatorSigningSeed: string;
    /** Text of `nats-trust.json`. */
    trust: string;
    /** Their JWTs say that they execute no batch that is not signed. */
    wantSignedBatches: boolean;
    /** Connection of the system account; its credentials file differs from the service's. */
    system: NatsConfig;
  };
}

/** An arc of our own without registration: 2.25 and a UUID as a number (ITU-T X.667). Production names its own. */
const defaultPolicyArc = '2.25.117338474618523410245912637650187453061';
const caKeys = ['ECCP384', 'ECCP256', 'RSA2048', 'RSA3072', 'RSA4096'] as const;

export function readPkiConfig(env: Environment): PkiConfig {
  return readEnv(env, (reader) => {
    const publicUrl = reader.required('PUBLIC_URL').replace(/\/+$/, '');
    const policyArc = reader.string('PKI_POLICY_ARC', defaultPolicyArc);
    if (!/^[0-2](\.\d+)+$/.test(policyArc)) reader.problems.push('PKI_POLICY_ARC is not an object identifier');
    const organization = canonicalField('organization', reader.string('PKI_ORGANIZATION', 'Cardwright'));
    const wrong = organization === '' ? 'is empty' : (fieldProblem('organization', organization)?.text ?? null);
    // With such a value the lint would refuse every CA certificate, after the keys are made.
    if (wrong !== null) reader.problems.push(`PKI_ORGANIZATION ${wrong}`);
    const nats = readNatsConfig(reader, 'pki-svc-system');
    return {
      keyEncryptionKeys: reader.required('KEY_ENCRYPTION_KEY'),
      crlBaseUrl: reader.string('CRL_BASE_URL', `${publicUrl}/crl`).replace(/\/+$/, ''),
      caBaseUrl: reader.string('CA_BASE_URL', `${publicUrl}/ca`).replace(/\/+$/, ''),
      organization,
      policyArc,
      rootKeyAlgorithm: reader.oneOf('PKI_ROOT_KEY_ALGORITHM', caKeys, 'ECCP384'),
      issuingKeyAlgorithm: reader.oneOf('PKI_ISSUING_KEY_ALGORITHM', caKeys, 'ECCP256'),
      contentSignerKeyAlgorithm: reader.oneOf('PKI_CONTENT_SIGNER_KEY_ALGORITHM', caKeys, 'ECCP256'),
      crlValidityHours: reader.integer('PKI_CRL_VALIDITY_HOURS', 7 * 24),
      relyingParties: readRelyingParties(reader),
      agents: {
        accountSigningSeed: reader.required('NATS_ACCOUNT_SIGNING_KEY'),
        operatorSigningSeed: reader.required('NATS_OPERATOR_SIGNING_KEY'),
        trust: reader.required('NATS_ACCOUNT'),
        wantSignedBatches: reader.boolean('AGENTS_WANT_SIGNED_BATCHES', false),
        system: { ...nats, credsFile: reader.file('NATS_SYSTEM_CREDS_FILE'), inboxPrefix: '_INBOX.pki-system' },
      },
    };
  });
}
