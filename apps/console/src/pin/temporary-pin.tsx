/**
 * [C30] [C31] The PIN that a card with one PIN has while its passkey is made: one click shows and copies it. It is sealed by the agent to a key that this
 * page makes for one look, opened here, hidden after a minute, and stands in this component's state alone.
 */
import { type ComponentType, useEffect, useState } from 'react';
import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import { makeTemporaryPinKey, openTemporaryPin } from '@cardwright/sealing/temporary-pin';
import { api, unwrap } from '../api/client.js';
import type { Saga } from '../api/types.js';
import { Failed } from '../ui/states.js';
import { text } from './pin.text.js';
import { pageClipboard } from './page-clipboard.js';
import shown from './shown-pin.module.css';
import classes from './temporary-pin.module.css';

const shownMs = 60_000;

interface TemporaryPinProps {
  saga: Pick<Saga, 'requestId' | 'deviceId' | 'actions'>;
  /** How an error is shown; default: with the facts for whoever helps. */
  Problem?: ComponentType<{ error: unknown; retry?: () => unknown }>;
}

/** Nothing where the card has none now. */
export function TemporaryPin({ saga, Problem }: TemporaryPinProps) {
  return saga.actions.includes('show-temporary-pin') ? <Shown saga={saga} Problem={Problem ?? PinFailed} /> : null;
}

function Shown({ saga, Problem }: Required<TemporaryPinProps>) {
  const [pin, setPin] = useState<string | null>(null);
  const [copied, setCopied] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    if (pin === null) return;
    const timer = setTimeout(() => setPin(null), shownMs);
    return () => clearTimeout(timer);
  }, [pin]);
  // The passkey is made, or has failed: it is used.
  useEffect(() => () => pageClipboard.clear(), []);

  const show = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    const opened = fetchPin(saga);
    // In the click itself: a browser copies nothing later.
    const copying = pageClipboard.copy(opened);
    try {
      setPin(await opened);
      setCopied(await copying);
    } catch (caught) {
      setError(caught);
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className={classes.box} aria-labelledby="temporary-pin-title">
      <Stack gap="sm">
        <Title order={2} id="temporary-pin-title">
          {text.temporary.title}
        </Title>
        <Text maw={560}>{text.temporary.lead}</Text>
        {pin !== null && (
          <div>
            <Text size="sm" c="dimmed">
              {text.temporary.pin}
            </Text>
            <output className={shown.pin}>{pin}</output>
            <Text size="sm" role="status">
              {copied ? text.temporary.copied : text.temporary.notCopied}
            </Text>
          </div>
        )}
        <Group gap="sm">
          <Button
            variant="default"
            leftSection={<IconEye size={16} aria-hidden />}
            loading={busy}
            onClick={() => void show()}
          >
            {text.temporary.show}
          </Button>
        </Group>
        {error !== null && <Problem error={error} retry={() => void show()} />}
      </Stack>
    </section>
  );
}

/** Called directly, never through TanStack Query, whose caches would keep it. */
async function fetchPin({ requestId, deviceId }: TemporaryPinProps['saga']): Promise<string> {
  const { publicJwk, privateKey } = await makeTemporaryPinKey();
  const { jwe } = await unwrap(
    api.POST('/api/v1/sagas/{requestId}/temporary-pin', {
      params: { path: { requestId } },
      body: { recipientJwk: publicJwk },
    }),
  );
  return openTemporaryPin(jwe, privateKey, { requestId, deviceId });
}

const PinFailed = ({ error, retry }: { error: unknown; retry?: () => unknown }) =>
  retry ? <Failed error={error} retry={retry} /> : <Failed error={error} title={text.temporary.title} />;
