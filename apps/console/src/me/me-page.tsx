/** The signed-in person as the system knows them: record, sign-in, roles and what these allow. */
import { Alert, Badge, Group, List, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { permissionText, roleText, text } from '../app/app.text.js';
import { useMe } from '../app/me.js';
import { Facts } from '../ui/facts.js';
import { Page, Panel } from '../ui/page.js';

export function MePage() {
  const me = useMe();
  const { person } = me;
  return (
    <Page title={text.me.title} width="narrow">
      <Panel title={text.me.person}>
        <Stack gap="md">
          {!person && <Alert color="yellow">{text.me.notKnown}</Alert>}
          <Facts
            facts={[
              [text.me.name, person?.displayName ?? me.identity.displayName],
              [text.me.email, person?.email],
              person && [text.me.unit, person.organizationalUnit],
              person && [text.me.external, person.externalId],
              [text.me.subject, <span className="mono">{me.identity.subject}</span>],
              [text.me.issuer, <span className="mono">{me.identity.issuer}</span>],
            ]}
          />
        </Stack>
      </Panel>
      <Panel title={text.me.roles}>
        <Stack gap="md">
          {me.roles.length === 0 && <Text c="dimmed">{text.me.noRoles}</Text>}
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
                {text.me.permissions}
              </Text>
              <List size="md" spacing={2}>
                {me.permissions.map((permission) => (
                  <List.Item key={permission}>{permissionText[permission] ?? permission}</List.Item>
                ))}
              </List>
            </div>
          )}
          {me.can('own.manage') && <Link to="/mine">{text.nav.mine}</Link>}
        </Stack>
      </Panel>
    </Page>
  );
}
