/** The signed-in person as the system knows them: record, sign-in, roles and what these allow. */
import { Alert, Badge, Group, List, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Facts } from '../ui/facts.js';
import { Page, Panel } from '../ui/page.js';
import { isHolderOnly } from './holder-only.js';
import { useMe } from './me.js';
import { SessionsPanel } from './sessions-panel.js';
import { roleText } from '../ui/roles.text.js';
import { text } from './me.text.js';
import { permissionText } from './permissions.text.js';

export function MePage() {
  const me = useMe();
  const { person } = me;
  const holder = isHolderOnly(me);
  return (
    <Page title={holder ? text.titleHolder : text.title} width="narrow">
      <Panel title={text.person}>
        <Stack gap="md">
          {!person && <Alert color="yellow">{text.notKnown}</Alert>}
          <Facts
            facts={[
              [text.name, person?.displayName ?? me.identity.displayName],
              [text.email, person?.email],
              person && [text.unit, person.organizationalUnit],
              !holder && person && [text.external, person.externalId],
              !holder && [text.subject, <span className="mono">{me.identity.subject}</span>],
              !holder && [text.issuer, <span className="mono">{me.identity.issuer}</span>],
            ]}
          />
        </Stack>
      </Panel>
      <SessionsPanel />
      {!holder && <Roles />}
    </Page>
  );
}

function Roles() {
  const me = useMe();
  return (
    <Panel title={text.roles}>
      <Stack gap="md">
        {me.roles.length === 0 && <Text c="dimmed">{text.noRoles}</Text>}
        <Group gap="xs">
          {me.roles.map((role) => (
            <Badge key={role} size="lg">
              {roleText[role]}
            </Badge>
          ))}
        </Group>
        {me.permissions.length > 0 && (
          <div>
            <Text size="xs" c="dimmed" mb={4}>
              {text.permissions}
            </Text>
            <List size="md" spacing={2}>
              {me.permissions.map((permission) => (
                <List.Item key={permission}>{permissionText[permission] ?? permission}</List.Item>
              ))}
            </List>
          </div>
        )}
        {me.can('own.manage') && <Link to="/mine">{text.myDevices}</Link>}
      </Stack>
    </Panel>
  );
}
