/** One certificate: what it says, what the CA says of it, on which card it is and whose, and its files. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { IconDownload } from '@tabler/icons-react';
import { queries } from '../api/queries.js';
import { AuditLink } from '../history/audit-link.js';
import { Facts } from '../ui/facts.js';
import { Page, Panel } from '../ui/page.js';
import { Failed, Loading } from '../ui/states.js';
import { nameFacts, placeFacts, recordFacts, Standing } from './certificate-facts.js';
import { CertificateStatusBadge } from './certificate-status.js';
import { text } from './certificates.text.js';

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
