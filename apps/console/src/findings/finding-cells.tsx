/** One finding in the list: what it is, what it means, what to do, and what can be done from here. */
import { type ReactNode, useState } from 'react';
import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { findingKinds, type FindingSeverity } from '@cardwright/contracts/card/findings';
import type { Finding } from '../api/types.js';
import { useMe } from '../me/me.js';
import { ButtonLink } from '../ui/button-link.js';
import { sentence as asSentence } from '../ui/sentence.js';
import { type About, aboutOf } from './about.js';
import { CompareDialog, RepairDialog } from './compare-dialog.js';
import { severityText, text } from './findings.text.js';
import { meanings, remedyText } from './meanings.text.js';

/** A newer server knows kinds that this page does not. */
const titleOf = ({ code }: Finding): string => (code in findingKinds ? findingKinds[code].title : code);

export function What({ finding }: { finding: Finding }) {
  const { code, remedy, sentence, clearedAt, deviceId } = finding;
  return (
    <Stack gap={2} maw={640}>
      {titleOf(finding)}
      <Text size="sm" fw={400}>
        {asSentence(sentence)}
      </Text>
      <Text size="sm" fw={400} c="dimmed">
        {meanings[code]}
      </Text>
      {clearedAt === null && (
        <>
          <Text size="sm" fw={400}>
            <strong>{text.todo}:</strong> {remedyText(code, remedy)}
          </Text>
          {deviceId !== null && <Actions finding={finding} deviceId={deviceId} />}
        </>
      )}
    </Stack>
  );
}

const small = { variant: 'default', size: 'xs' } as const;

function Actions({ finding: { remedy }, deviceId }: { finding: Finding; deviceId: string }) {
  const me = useMe();
  const [open, setOpen] = useState<'compare' | 'repair' | null>(null);
  const close = (): void => setOpen(null);
  const mayCompare = me.can('request.create') || me.can('stock.manage');
  const mayReprovision = remedy === 'reprovision' && me.can('card.run');
  if (!mayCompare && !mayReprovision) return null;
  return (
    <Group gap="xs" mt={4}>
      {mayReprovision && (
        <ButtonLink {...small} to="/reprovision" search={{ device: deviceId }}>
          {text.reprovision}
        </ButtonLink>
      )}
      {mayCompare && remedy === 'record' && (
        <Button {...small} onClick={() => setOpen('repair')}>
          {text.repair.open}
        </Button>
      )}
      {mayCompare && (
        <Button {...small} onClick={() => setOpen('compare')}>
          {text.compare.open}
        </Button>
      )}
      {open === 'repair' && <RepairDialog deviceId={deviceId} onClose={close} />}
      {open === 'compare' && (
        <CompareDialog deviceId={deviceId} atReaders={me.can('workstation.use')} onClose={close} />
      )}
    </Group>
  );
}

export const Severity = ({ severity }: { severity: FindingSeverity }) => (
  <Badge color={severity === 'error' ? 'red' : 'yellow'}>{severityText[severity]}</Badge>
);

/** As high as a finger needs, beside buttons (WCAG 2.5.8). */
const roomy = { display: 'inline-block', paddingBlock: 4 } as const;

const Certificate = ({ serialNumberHex, onRecord }: NonNullable<About['certificate']>) =>
  onRecord ? (
    <Link to="/certificates/$serialNumberHex" params={{ serialNumberHex }} title={serialNumberHex} style={roomy}>
      {text.certificate}
    </Link>
  ) : (
    <>
      {text.certificate} <span className="mono">{serialNumberHex}</span>
    </>
  );

/** Each on a line of its own. */
export function AboutLinks({ finding }: { finding: Finding }) {
  const { deviceId, certificate, personId } = aboutOf(finding);
  const links: [string, ReactNode][] = [];
  if (deviceId !== null)
    links.push([
      'card',
      <Link to="/devices/$deviceId" params={{ deviceId }} style={roomy}>
        {finding.deviceLabel ?? text.card}
      </Link>,
    ]);
  if (certificate !== null) links.push(['certificate', <Certificate {...certificate} />]);
  if (personId !== null)
    links.push([
      'person',
      <Link to="/people/$personId" params={{ personId }} style={roomy}>
        {text.person}
      </Link>,
    ]);
  return links.length === 0 ? text.noAbout : links.map(([key, link]) => <div key={key}>{link}</div>);
}
