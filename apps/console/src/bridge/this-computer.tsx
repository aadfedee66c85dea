/** Which computer this browser is at: said, found out at a click, and what may be the matter where it is not found. */
import { Alert, Button, Group, List, Text } from '@mantine/core';
import { IconDeviceDesktop, IconInfoCircle, IconPlugConnected } from '@tabler/icons-react';
import { Empty, Loading } from '../ui/states.js';
import { PlainProblem } from '../ui/plain-problem.js';
import { text } from './bridge.text.js';
import { Install } from './install.js';
import { TypedCode } from './typed-code.js';
import { useThisComputer } from './use-this-computer.js';
import { Ago } from '../ui/time.js';
import type { Before, Standing } from './standing.js';

export function ThisComputer() {
  const { standing, isLoading, error, connect, connectedByCode, disconnect } = useThisComputer();
  if (isLoading) return <Loading rows={2} />;
  return (
    <div aria-live="polite">
      {error !== null && <PlainProblem error={error} />}
      <Said standing={standing} onConnect={connect} onDisconnect={disconnect} />
      {(standing.is === 'unknown' || standing.is === 'failed') && <TypedCode onDone={connectedByCode} />}
      {standing.is === 'failed' && standing.cause === 'not-seen' && <Install />}
      {standing.is === 'outdated' && <Install newer />}
    </div>
  );
}

interface SaidProps {
  standing: Standing;
  onConnect: () => void;
  onDisconnect: () => void;
}

function Said({ standing, onConnect, onDisconnect }: SaidProps) {
  if (standing.is === 'asking') return <Empty icon={<IconDeviceDesktop size={22} aria-hidden />} {...text.asking} />;
  if (standing.is === 'unknown')
    return (
      <Empty
        icon={<IconDeviceDesktop size={22} aria-hidden />}
        {...text.unknown}
        action={<Button onClick={onConnect}>{text.connect}</Button>}
      />
    );
  if (standing.is === 'connected')
    return (
      <Empty
        icon={<IconPlugConnected size={22} aria-hidden />}
        title={text.connected(standing.name)}
        hint={standing.online ? text.online : text.offline}
        action={
          <Button variant="default" onClick={onDisconnect}>
            {text.disconnect}
          </Button>
        }
      />
    );
  if (standing.is === 'outdated') {
    const { agentVersion, minimumAgentVersion } = standing;
    const lead = text.outdated.text(agentVersion ?? '?', minimumAgentVersion);
    return <Advice title={text.outdated.title} lead={lead} onAgain={onConnect} />;
  }
  return <Advice {...text.causes[standing.cause]} before={standing.before} onAgain={onConnect} />;
}

/** What is known of the computer where the person was last, who may sit there now. */
function WhereBefore({ before }: { before: Before }) {
  const { name } = before;
  if (before.is === 'outdated')
    return text.before.outdated(name, before.agentVersion ?? '?', before.minimumAgentVersion);
  if (before.is !== 'silent') return text.before[before.is](name);
  return (
    <>
      {text.before.silent(name)}
      {before.since !== null && (
        <>
          {' '}
          {text.before.heard} <Ago at={before.since} />
        </>
      )}
    </>
  );
}

interface AdviceProps {
  title: string;
  lead: string;
  steps?: readonly string[];
  before?: Before | undefined;
  onAgain: () => void;
}

const Advice = ({ title, lead, steps = [], before, onAgain }: AdviceProps) => (
  <Alert color="yellow" variant="light" title={title} icon={<IconInfoCircle aria-hidden />} role="alert">
    <Text size="md">{lead}</Text>
    {steps.length > 0 && (
      <List mt="xs" size="md" spacing={4}>
        {steps.map((step) => (
          <List.Item key={step}>{step}</List.Item>
        ))}
      </List>
    )}
    {before !== undefined && (
      <Text size="md" mt="xs">
        <WhereBefore before={before} />
      </Text>
    )}
    <Group mt="sm">
      <Button variant="default" onClick={onAgain}>
        {text.again}
      </Button>
    </Group>
  </Alert>
);
