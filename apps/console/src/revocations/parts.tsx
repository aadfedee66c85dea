/** The two lists of what others owe: the CA of certificates, relying parties of passkeys. */
import { Link } from '@tanstack/react-router';
import { text } from './revocations.text.js';
import classes from './revocations.module.css';

export const Parts = () => (
  <nav aria-label={text.parts.label} className={classes.parts}>
    <Link to="/revocations" activeOptions={{ exact: true, includeSearch: false }}>
      {text.parts.certificates}
    </Link>
    <Link to="/revocations/passkeys" activeOptions={{ includeSearch: false }}>
      {text.parts.passkeys}
    </Link>
  </nav>
);
