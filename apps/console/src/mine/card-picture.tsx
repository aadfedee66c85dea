/** What the card looks like: a card with its contacts, or a key that is plugged in. Drawn here, so that it follows the colours of the page. */
import type { Device } from '../api/types.js';
import { isKey } from './holder-state.js';
import classes from './mine.module.css';

const line = 'var(--cw-line)';
const body = 'var(--mantine-primary-color-filled)';
const gold = '#e9c46a';

export function CardPicture({ device }: { device: Pick<Device, 'modelId'> }) {
  return (
    <svg className={classes.picture} viewBox="0 0 86 54" aria-hidden="true">
      {isKey(device) ? (
        <>
          <rect x="8" y="17" width="50" height="20" rx="10" fill={body} />
          <circle cx="18" cy="27" r="4" fill="none" stroke="#fff" strokeWidth="2.5" />
          <circle cx="40" cy="27" r="5" fill={gold} />
          <rect x="58" y="20" width="20" height="14" rx="1.5" fill={gold} />
        </>
      ) : (
        <>
          <rect x="1" y="1" width="84" height="52" rx="5" fill={body} stroke={line} />
          <rect x="11" y="17" width="16" height="13" rx="2.5" fill={gold} />
          <path d="M11 23.5h16M19 17v13" stroke={body} strokeWidth="1.25" />
          <path d="M11 42h34M60 42h15" stroke="#fff" strokeWidth="3" strokeLinecap="round" />
        </>
      )}
    </svg>
  );
}
