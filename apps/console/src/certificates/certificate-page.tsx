/** One certificate: what it says, what the CA says of it, on which card it is and whose, and its files. */
import { Alert, Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { IconBan, IconDownload, IconPlayerPause } from '@tabler/icons-react';
import { queries } from '../api/queries.js';
import type { Certificate, CertificateContents } from '../api/types.js';
import { containerText } from '../devices/devices.text.js';
import { CredentialStateBadge } from '../devices/state-badges.js';
import { AuditLink } from '../history/audit-link.js';
import { type Fact, Facts, Id } from '../ui/facts.js';
import { Page, Panel } from '../ui/page.js';
import { Failed, Loading } from '../ui/states.js';
import { dayOf, exactTime } from '../ui/time.js';
import { CertificateStatusBadge } from './certificate-status.js';
import { keyText, nameKindText, purposeText, revocationText, text } from './certificates.text.js';

const route = getRouteApi('/certificates/$serialNumberHex');

export function CertificatePage() {
  const { serialNumberHex } = route.useParams();
  const found = useQuery(queries.certificate(serialNumberHex));
  if (found.isPending) return <Loading />;
  if (found.data === undefined) return <Failed error={found.error} retry={found.refetch} />;
  const { certificate, contents } = found.data;
  return (
    <Page
      title={text.title(certificate.serialNumberHex)}
      badge={<CertificateStatusBadge status={certificate.status} />}
      parent={{ to: `/devices/${certificate.deviceId}`, label: certificate.deviceLabel }}
      actions={<Downloads serialNumberHex={certificate.serialNumberHex} />}
    >
      <Standing certificate={certificate} />
      <Panel title={text.record} actions={<AuditLink object={`certificate:${certificate.serialNumberHex}`} />}>
        <Facts facts={recordFacts(certificate, contents)} />
      </Panel>
      <Panel title={text.where}>
        <Facts facts={placeFacts(certificate)} />
      </Panel>
      {contents && (
        <Panel title={text.names}>
          {contents.alternativeNames.length === 0 ? (
            text.noNames
          ) : (
            <Facts facts={nameFacts(contents.alternativeNames)} />
          )}
        </Panel>
      )}
    </Page>
  );
}

/** What keeps it from being trusted. */
function Standing({ certificate }: { certificate: Certificate }) {
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

function recordFacts(certificate: Certificate, contents: CertificateContents | undefined): (Fact | false)[] {
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

function nameFacts(names: CertificateContents['alternativeNames']): Fact[] {
  const kinds = [...new Set(names.map(({ kind }) => kind))];
  return kinds.map((kind) => [
    nameKindText[kind],
    names.filter((name) => name.kind === kind).map(({ value }) => <div key={value}>{value}</div>),
  ]);
}

const orNone = (words: readonly string[]): string | null => (words.length === 0 ? null : words.join(', '));

function placeFacts(certificate: Certificate): Fact[] {
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

const files = ['pem', 'der', 'chain'] as const;

const Downloads = ({ serialNumberHex }: { serialNumberHex: string }) =>
  files.map((file) => (
    <Button
      key={file}
      component="a"
      variant="default"
      href={`/api/v1/certificates/${serialNumberHex}/${file}`}
      download
      leftSection={<IconDownload size={16} aria-hidden />}
    >
      {text.downloads[file]}
    </Button>
  ));
