/** The logo of the organisation, or our mark: a card with its contacts, drawn here, so that it follows the colours of the page. */
import { Link } from '@tanstack/react-router';
import { brand } from '../ui/brand.js';
import { product } from '../ui/ui.text.js';
import classes from './shell.module.css';

export function Mark({ size = 24 }: { size?: number }) {
  // The name stands beside it.
  if (brand.logo !== null) return <img src={brand.logo} alt="" className={classes.logo} style={{ height: size }} />;
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect x="1" y="5" width="30" height="22" rx="4.5" fill="var(--mantine-primary-color-filled)" />
      <rect x="6" y="10.5" width="8" height="7" rx="1.75" fill="#e9c46a" />
      <path d="M6.5 22.25h11M21.5 22.25h4" stroke="#fff" strokeWidth="1.9" strokeLinecap="round" />
    </svg>
  );
}

export function Brand() {
  return (
    <Link to="/" className={classes.brand}>
      <Mark />
      {product}
    </Link>
  );
}
