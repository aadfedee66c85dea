/** In the navigation: the list of what waits for somebody, with how much it is. */
import { Badge } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { queries } from '../api/queries.js';
import { text } from './app.text.js';
import classes from './shell.module.css';

/** There is no room for more; the start page has the number. */
const mostShown = 99;

export function NeedsAttention() {
  const { data } = useQuery(queries.attention());
  return (
    <Link to="/sagas" search={{ attention: true }} className={`${classes.link} ${classes.below}`}>
      {text.nav.attention}
      {data !== undefined && data.total > 0 && (
        <Badge color={data.waitsFor.operator > 0 ? 'red' : 'yellow'} className={classes.number} px={4} data-number>
          {data.total > mostShown ? `${mostShown}+` : data.total}
        </Badge>
      )}
    </Link>
  );
}
