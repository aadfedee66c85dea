/**
 * Shows the initial PIN of a card that its holder has not activated: sealed by the vault to a key that this page makes for one look,
 * opened here, hidden after a minute, or once it was printed as a letter. It lives in this component's state alone.
 */
import { type FormEvent, useEffect, useState } from 'react';
import { Button, Group, Modal, NativeSelect, Stack, Text, Textarea } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconEye, IconPrinter } from '@tabler/icons-react';
import { makeRecipientKey, openInitialPin } from '@cardwright/sealing/initial-pin';
import { api, unwrap } from '../api/client.js';
import type { Saga } from '../api/types.js';
import { language, type Language } from '../ui/language.js';
import { Failed } from '../ui/states.js';
import { PinLetter } from './pin-letter.js';
import { text } from './sagas.text.js';
import shown from '../pin/shown-pin.module.css';

const shownMs = 60_000;

type Revealed = Pick<Saga, 'requestId' | 'deviceId' | 'personName'>;

export function RevealInitialPin({ saga }: { saga: Revealed }) {
  const [opened, dialog] = useDisclosure(false);
  return (
    <>
      <Button variant="default" leftSection={<IconEye size={16} aria-hidden />} onClick={dialog.open}>
        {text.reveal.button}
      </Button>
      <Modal opened={opened} onClose={dialog.close} title={text.reveal.title}>
        <Reveal saga={saga} onClose={dialog.close} />
      </Modal>
    </>
  );
}

function Reveal({ saga, onClose }: { saga: Revealed; onClose: () => void }) {
  const [reason, setReason] = useState('');
  const [pin, setPin] = useState<string | null>(null);
  const [hidden, setHidden] = useState(false);
  const [lang, setLang] = useState<Language>(language);
  const [printing, setPrinting] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const hide = (): void => {
    setPin(null);
    setPrinting(false);
    setHidden(true);
  };
  useEffect(() => {
    if (pin === null) return;
    const timer = setTimeout(hide, shownMs);
    return () => clearTimeout(timer);
  }, [pin]);

  const reveal = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      const { publicJwk, privateKey } = await makeRecipientKey();
      const { jwe } = await unwrap(
        api.POST('/api/v1/sagas/{requestId}/reveal-initial-pin', {
          params: { path: { requestId: saga.requestId } },
          body: { recipientJwk: publicJwk, reasonText: reason.trim() },
        }),
      );
      setPin(await openInitialPin(jwe, privateKey));
    } catch (caught) {
      setError(caught);
    } finally {
      setBusy(false);
    }
  };
  if (pin !== null || hidden)
    return (
      <Stack gap="md">
        {pin === null ? (
          <Text>{text.reveal.hidden}</Text>
        ) : (
          <div>
            <Text size="sm" c="dimmed">
              {text.reveal.pin}
            </Text>
            <output className={shown.pin}>{pin}</output>
          </div>
        )}
        {pin !== null && (
          <NativeSelect
            label={text.reveal.letterLanguage}
            description={text.reveal.letterHint}
            inputWrapperOrder={['label', 'input', 'description']}
            data={Object.entries(text.reveal.languages).map(([value, label]) => ({ value, label }))}
            value={lang}
            onChange={({ currentTarget }) => setLang(currentTarget.value as Language)}
          />
        )}
        {pin !== null && printing && <PinLetter pin={pin} saga={saga} lang={lang} onPrinted={hide} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {text.reveal.close}
          </Button>
          {pin !== null && (
            <Button leftSection={<IconPrinter size={16} aria-hidden />} onClick={() => setPrinting(true)}>
              {text.reveal.print}
            </Button>
          )}
        </Group>
      </Stack>
    );
  return (
    <form onSubmit={(event) => void reveal(event)}>
      <Stack gap="md">
        <Text>{text.reveal.text}</Text>
        <Textarea
          label={text.reveal.reason}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          maxLength={500}
          autosize
          minRows={2}
          data-autofocus
        />
        {error !== null && <Failed error={error} title={text.reveal.title} />}
        <Group justify="flex-end">
          <Button type="submit" loading={busy} disabled={reason.trim() === ''}>
            {text.reveal.confirm}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
