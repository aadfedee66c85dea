/**
 * The initial PIN on paper: one sheet beside the page, that a printer sees and the screen does not. It is there only while the window of the printer is
 * open; the PIN is in no address, no title (which a file would be called by) and no header of the sheet.
 */
import { useEffect } from 'react';
import { createPortal } from 'react-dom';
import { useQuery } from '@tanstack/react-query';
import { queries } from '../api/queries.js';
import type { Saga } from '../api/types.js';
import type { Language } from '../ui/language.js';
import { letterText } from './pin-letter.text.js';
import classes from './pin-letter.module.css';

interface PinLetterProps {
  pin: string;
  saga: Pick<Saga, 'personName' | 'deviceId'>;
  lang: Language;
  /** It was printed, or not: nobody but the printer knows. */
  onPrinted: () => void;
}

export function PinLetter({ pin, saga, lang, onPrinted }: PinLetterProps) {
  const device = useQuery(queries.device(saga.deviceId));
  const known = !device.isPending;
  useEffect(() => {
    if (!known) return;
    const printed = (): void => onPrinted();
    window.addEventListener('afterprint', printed, { once: true });
    window.print();
    return () => window.removeEventListener('afterprint', printed);
    // Once: another letter is another look at the PIN.
  }, [known]);
  const { title, holder, card, day, pin: called, lines } = letterText[lang];
  return createPortal(
    <section className={classes.letter} lang={lang} aria-hidden>
      <h1>{title}</h1>
      <dl>
        <dt>{holder}</dt>
        <dd>{saga.personName}</dd>
        <dt>{card}</dt>
        <dd>{device.data?.label}</dd>
        <dt>{day}</dt>
        <dd>{new Intl.DateTimeFormat(lang, { dateStyle: 'long' }).format(new Date())}</dd>
        <dt>{called}</dt>
        <dd className={classes.pin}>{pin}</dd>
      </dl>
      {lines(location.host).map((line) => (
        <p key={line}>{line}</p>
      ))}
    </section>,
    document.body,
  );
}
