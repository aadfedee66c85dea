/** What a certificate says, whether it is trusted, and on which card it is: on its page, and beside the list. */
import { Alert } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconBan, IconPlayerPause } from '@tabler/icons-react';
import { queries } from '../api/queries.js';
import type { Certificate, CertificateContents } from '../api/types.js';
import { containerText } from '../devices/containers.text.js';
import { CredentialStateBadge } from '../devices/state-badges.js';
import { type Fact, Facts, Id } from '../ui/facts.js';
import { Failed, Loading } from '../ui/states.js';
import { dayOf, exactTime } from '../ui/time.js';
import { keyText, nameKindText, purposeText, revocationText, text } from './certificates.text.js';

/** Beside a list, read anew: a row says less. */
export function CertificateBeside({ serialNumberHex }: { serialNumberHex: string }) {
  const found = useQuery(queries.certificate(serialNumberHex));
  if (found.isPending) return <Loading />;
  if (found.data === undefined) return <Failed error={found.error} retry={found.refetch} />;
  const { certificate, contents } = found.data;
  return (
    <>
      <Standing certificate={certificate} />
      <Facts facts={[...placeFacts(certificate), ...recordFacts(certificate, contents)]} />
    </>
  );
}

/** What keeps it from being trusted. */
export function Standing({ certificate }: { certificate: Certificate }) {
  const { status, revokedAt, revocationReason, notAfter } = certificate;
  if (status === 'revoked')
    return (
      <Alert color="red" icon={<IconBan aria-hidden />} title={text.revoked} role="status">
        {text.revokedText(exactTime(revokedAt ?? notAfter), reasonText(revocationReason))}
      </Alert>
    );
  if (status === 'held')
    return (
      <Alert color="yellow" icon={<IconPlayerPause aria-hidden />} title={text.held} role="status">
        {text.heldText(revokedAt === null ? null : exactTime(revokedAt))}
      </Alert>
    );
  if (status === 'expired')
    return (
      <Alert color="gray" title={text.expired} role="status">
        {text.expiredText(dayOf(notAfter))}
      </Alert>
    );
  return null;
}

const reasonText = (reason: string | null): string => revocationText[reason ?? 'unspecified'] ?? reason ?? '';

export function recordFacts(certificate: Certificate, contents: CertificateContents | undefined): (Fact | false)[] {
  const { facts } = text;
  return [
    [facts.subject, certificate.subjectText === '' ? null : certificate.subjectText],
    contents !== undefined && [facts.issuer, contents.issuerText],
    [facts.serial, <Id value={certificate.serialNumberHex} />],
    [facts.from, exactTime(certificate.notBefore)],
    [facts.until, exactTime(certificate.notAfter)],
    contents !== undefined && [facts.key, contents.keyAlgorithm && keyText[contents.keyAlgorithm]],
    [facts.profile, certificate.certificateProfile],
    contents !== undefined && [facts.usages, orNone(contents.keyUsages)],
    contents !== undefined && [facts.purposes, orNone(contents.extendedKeyUsages.map((id) => purposeText[id] ?? id))],
    contents !== undefined && [facts.policies, orNone(contents.policies)],
    [facts.sha256, <Id value={certificate.sha256Hex} />],
  ];
}

export function nameFacts(names: CertificateContents['alternativeNames']): Fact[] {
  const kinds = [...new Set(names.map(({ kind }) => kind))];
  return kinds.map((kind) => [
    nameKindText[kind],
    names.filter((name) => name.kind === kind).map(({ value }) => <div key={value}>{value}</div>),
  ]);
}

const orNone = (words: readonly string[]): string | null => (words.length === 0 ? null : words.join(', '));

export function placeFacts(certificate: Certificate): Fact[] {
  const { places } = text;
  const { deviceId, requestId, personId, personName, container, keyReference } = certificate;
  return [
    [
      places.card,
      <Link to="/devices/$deviceId" params={{ deviceId }}>
        {certificate.deviceLabel}
      </Link>,
    ],
    [
      places.slot,
      <>
        {containerText[container] ?? container} (<span className="mono">{keyReference}</span>)
      </>,
    ],
    [
      places.holder,
      personId === null ? (
        text.nobody
      ) : (
        <Link to="/people/$personId" params={{ personId }}>
          {personName ?? personId}
        </Link>
      ),
    ],
    [places.credential, <CredentialStateBadge state={certificate.credentialState} />],
    [
      places.work,
      <Link to="/sagas/$requestId" params={{ requestId }}>
        {text.openWork}
      </Link>,
    ],
  ];
}
