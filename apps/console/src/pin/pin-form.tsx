/**
 * The person's PIN: a new one typed twice (C14, C18), the card's own once (A12). The values live in the input elements alone: not in component state, a cache, the
 * address or storage. They are read when they are checked and sealed, and the fields are emptied right after.
 */
import { type ComponentType, type FormEvent, useRef, useState } from 'react';
import { Alert, Button, Group, PasswordInput, Stack, Text, VisuallyHidden } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { IconLock } from '@tabler/icons-react';
import { fidoPinBreach, pinBreach } from '@cardwright/contracts/card/pin-rule';
import type { MakesPasskey, PinAsked } from '@cardwright/contracts/workflow/saga-kind';
import { isPasskeyPin } from '@cardwright/contracts/workflow/stages';
import { asProblem, isReopening } from '../api/problem.js';
import { untilBack } from '../api/query-client.js';
import type { PinRule, Saga } from '../api/types.js';
import { useMe } from '../me/me.js';
import { useSagaActions } from '../api/use-saga-actions.js';
import { Failed, Loading } from '../ui/states.js';
import { PinHintList } from './pin-hint-list.js';
import { metHints, type PinHint } from './pin-hints.js';
import {
  askedText,
  breachText,
  isAskedAgain,
  passkeyLead,
  type PinAsks,
  pinUse,
  submitText,
  text,
} from './pin.text.js';
import { pinOf } from './pin-stage.js';
import { PasskeyDialog } from './passkey-dialog.js';
import { PasskeyPage } from './passkey-page.js';
import { PasskeyWindow } from './passkey-window.js';
import { TouchAgain } from './touch-again.js';
import { fetchPinKey, sealAndSupply } from './seal-and-supply.js';

type FieldErrors = { old?: string | undefined; pin?: string | undefined; confirm?: string | undefined };

type ShowsError = ComponentType<{ error: unknown; retry?: () => unknown }>;

interface PinFormProps {
  saga: Saga;
  onSent: () => void;
  /** The card may be left without a PIN of its holder, where its saga allows that. */
  mayLeave?: boolean;
  /** How an error is shown that no rule of the PIN explains; default: with the facts for whoever helps. */
  Problem?: ShowsError;
}

export function PinForm({ saga, onSent, mayLeave = true, Problem = PinFailed }: PinFormProps) {
  const key = useQuery({
    queryKey: ['pin-key', saga.requestId, saga.attempt, saga.stage],
    queryFn: ({ signal }) => fetchPinKey(saga.requestId, signal),
    // Public, but good for this wait only.
    gcTime: 0,
    staleTime: Infinity,
    refetchInterval: untilBack,
  });
  // The attempt whose card session is gone: its key cannot be used any more, the next attempt brings another.
  const [lostAttempt, setLostAttempt] = useState(0);
  if (lostAttempt === saga.attempt) return <Text role="status">{text.reopening}</Text>;
  if (key.isPending) return <Loading rows={3} />;
  if (key.isError) return <Problem error={key.error} retry={key.refetch} />;
  const submit = async (pin: string, old?: string): Promise<void> => {
    try {
      await sealAndSupply(pin, saga, key.data, old);
      onSent();
    } catch (error) {
      if (isReopening(error)) return setLostAttempt(saga.attempt);
      // A long think: the next entry goes to the key that the agent has now.
      if (asProblem(error).code === 'PIN_KEY_EXPIRED') await key.refetch();
      throw error;
    }
  };
  const { pinRule: rule, asks, asked, forPasskeysToo = false, passkeysApart = false } = key.data;
  const elsewhere = { saga, asked, forPasskeysToo, onSent, Problem };
  if (asks === 'touch') return <TouchAgain {...{ saga, onSent, Problem }} />;
  if (asks === 'passkey-dialog') return <PasskeyDialog {...elsewhere} />;
  if (asks === 'passkey-page') return <PasskeyPage {...elsewhere} />;
  if (asks === 'passkey-window') return <PasskeyWindow {...elsewhere} />;
  return <PinFields {...{ rule, asks, asked, forPasskeysToo, passkeysApart, saga, submit, mayLeave, Problem }} />;
}

interface PinFieldsProps {
  rule: PinRule;
  asks: Exclude<PinAsks, 'touch' | MakesPasskey>;
  asked: PinAsked | undefined;
  forPasskeysToo: boolean;
  passkeysApart: boolean;
  saga: Saga;
  submit: (pin: string, old?: string) => Promise<void>;
  mayLeave: boolean;
  Problem: ShowsError;
}

function PinFields(props: PinFieldsProps) {
  const { rule, asks, asked, forPasskeysToo, saga, submit, mayLeave, Problem } = props;
  const chosen = asks !== 'card-pin' && asks !== 'fido-pin';
  const ofPasskey = isPasskeyPin(asks);
  const old = useRef<HTMLInputElement>(null);
  const pin = useRef<HTMLInputElement>(null);
  const confirm = useRef<HTMLInputElement>(null);
  const [errors, setErrors] = useState<FieldErrors>({});
  /** null: nobody has typed yet. */
  const [met, setMet] = useState<readonly PinHint[] | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const [sending, setSending] = useState(false);
  const [visible, visibility] = useDisclosure(false);
  const { skipPin } = useSagaActions(saga.requestId);
  const me = useMe();
  // [C15] Only a card that is being issued has an initial PIN to be left with.
  const pinStage = pinOf(saga.type);
  const question = askedText(asks, asked, forPasskeysToo);
  const use = asks === 'new-pin' || asks === 'pin-change' ? pinUse(saga.type, props) : null;
  const skippable = mayLeave && pinStage?.optional === true && !ofPasskey;

  /** Asked on leaving a field and on sending; while somebody types, an error only goes away. */
  const check = (which: 'pin' | 'confirm' | 'both'): FieldErrors => {
    const first = pin.current!.value;
    const second = confirm.current?.value ?? first;
    // The one that a key has may be of any characters.
    const breach = asks === 'fido-pin' ? fidoPinBreach(first, rule) : pinBreach(first, rule);
    const found: FieldErrors = {
      pin: which !== 'confirm' && first !== '' && breach ? breachText(breach, rule) : undefined,
      confirm: which !== 'pin' && second !== '' && first !== second ? text.differ : undefined,
    };
    if (which === 'both' && first === '') found.pin = breachText('length', rule);
    if (which === 'both' && first !== second) found.confirm = text.differ;
    if (which === 'both' && old.current?.value === '') found.old = text.oldMissing;
    if (which === 'both' && found.pin === undefined && old.current?.value === first) found.pin = text.oldAgain;
    setErrors((before) => (which === 'both' ? found : { ...before, [which]: found[which] }));
    return found;
  };
  const typed = (which: 'pin' | 'confirm'): void => {
    setMet(metHints(pin.current!.value, confirm.current?.value ?? '', rule));
    if (errors[which]) check(which);
  };
  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const found = check('both');
    const wrong = [found.old && old, found.pin && pin, found.confirm && confirm].find((field) => field);
    if (wrong) return wrong.current?.focus();
    setSending(true);
    setProblem(null);
    try {
      await submit(pin.current!.value, old.current?.value);
    } catch (error) {
      setProblem(error);
    } finally {
      for (const { current } of [old, pin, confirm]) if (current) current.value = '';
      setMet(null);
      setSending(false);
    }
  };
  /** What was typed is gone with the attempt to send it. */
  const again = (): void => {
    setProblem(null);
    (old.current ?? pin.current)?.focus();
  };
  const field = {
    visible,
    onVisibilityChange: visibility.toggle,
    visibilityToggleFocusable: true,
    visibilityToggleButtonProps: { 'aria-label': visible ? text.hide : text.show },
    // No password manager may offer to keep it: a PIN belongs to a card, not to this site.
    autoComplete: 'one-time-code',
    'data-1p-ignore': true,
    'data-lpignore': 'true',
    inputMode: rule.alphabet === 'numeric' ? ('numeric' as const) : ('text' as const),
    maxLength: rule.maxLength,
    disabled: sending,
    required: true,
    withAsterisk: false,
  };
  return (
    <form onSubmit={(event) => void send(event)} noValidate autoComplete="off">
      <Stack gap="md" maw={420}>
        {asks === 'new-pin' && <Text c="dimmed">{text.lead(saga.personName, me.owns(saga))}</Text>}
        {use !== null && <Text c="dimmed">{use}</Text>}
        {ofPasskey && <Text c="dimmed">{passkeyLead(saga.type, forPasskeysToo)}</Text>}
        {asks === 'new-fido-pin' && <Text c="dimmed">{text.fido.choose}</Text>}
        {asks === 'card-pin' && !me.owns(saga) && <Text c="dimmed">{text.leadCard(saga.personName)}</Text>}
        {question !== '' && <Text fw={isAskedAgain(asked) ? 600 : undefined}>{question}</Text>}
        {asks === 'pin-change' && (
          <PasswordInput
            {...field}
            // It may be older than the rule for new ones.
            inputMode="text"
            maxLength={8}
            ref={old}
            label={text.cardPin}
            error={errors.old}
            aria-invalid={errors.old !== undefined}
            onInput={() => errors.old && setErrors((before) => ({ ...before, old: undefined }))}
            data-autofocus
            autoFocus
          />
        )}
        <PasswordInput
          {...field}
          ref={pin}
          label={ofPasskey && !forPasskeysToo ? text.fido[asks] : chosen ? text.pin : text.cardPin}
          // Read when the field is entered; to be seen are the hints below.
          {...(chosen && { description: <VisuallyHidden component="span">{text.rule(rule)}</VisuallyHidden> })}
          error={errors.pin}
          aria-invalid={errors.pin !== undefined}
          onBlur={() => check('pin')}
          onInput={() => typed('pin')}
          {...(asks !== 'pin-change' && { 'data-autofocus': true, autoFocus: true })}
        />
        {chosen && (
          <PasswordInput
            {...field}
            ref={confirm}
            label={text.confirm}
            error={errors.confirm}
            aria-invalid={errors.confirm !== undefined}
            onBlur={() => check('confirm')}
            onInput={() => typed('confirm')}
          />
        )}
        {chosen && <PinHintList rule={rule} met={met ?? []} typed={met !== null} />}
        {problem !== null && <PinProblem error={problem} retry={again} Other={Problem} />}
        <Group gap="sm">
          <Button type="submit" loading={sending}>
            {ofPasskey ? text.fido.submit : submitText(saga.type)}
          </Button>
          {skippable && (
            <Button
              variant="subtle"
              color="gray"
              disabled={sending}
              loading={skipPin.isPending}
              onClick={() => skipPin.mutate()}
            >
              {text.skip}
            </Button>
          )}
        </Group>
        {skipPin.isError && <Problem error={skipPin.error} retry={() => skipPin.mutate()} />}
        <Group gap="xs" wrap="nowrap" align="flex-start" c="dimmed">
          <IconLock size={15} aria-hidden style={{ flex: 'none', marginTop: 2 }} />
          <Text size="sm">
            {text.sealing} {skippable && text.skipHint(me.owns(saga))}
          </Text>
        </Group>
      </Stack>
    </form>
  );
}

const PinFailed: ShowsError = ({ error, retry }) =>
  retry ? <Failed error={error} retry={retry} /> : <Failed error={error} title={text.title} />;

function PinProblem({ error, retry, Other }: { error: unknown; retry: () => void; Other: ShowsError }) {
  const { code } = asProblem(error);
  if (code === 'PIN_KEY_EXPIRED')
    return (
      <Alert color="yellow" role="alert">
        {text.expired}
      </Alert>
    );
  if (code === 'EDGE_SESSION_KEY_INVALID')
    return (
      <Alert color="red" role="alert">
        {text.keyProblem}
      </Alert>
    );
  return <Other error={error} retry={retry} />;
}
