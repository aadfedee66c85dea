/** Facts of one thing as a definition list: two columns of label and value, one on a narrow screen. */
import type { ReactNode } from 'react';
import { CopyButton } from './copy-button.js';
import classes from './facts.module.css';

export type Fact = [label: string, value: ReactNode];

export function Facts({ facts }: { facts: (Fact | false | null | undefined)[] }) {
  return (
    <dl className={classes.facts}>
      {facts
        .filter((fact) => fact !== false && fact !== null && fact !== undefined)
        .map(([label, value]) => (
          <div key={label} className={classes.fact}>
            <dt>{label}</dt>
            <dd>{value ?? <span className={classes.none}>–</span>}</dd>
          </div>
        ))}
    </dl>
  );
}

/** An id: whole, copyable, not in the way. */
export function Id({ value }: { value: string }) {
  return (
    <span className={classes.id}>
      <span className="mono">{value}</span>
      <CopyButton value={value} />
    </span>
  );
}
