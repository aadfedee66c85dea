/** The photo of a person; initials where there is none. */
import { useQuery } from '@tanstack/react-query';
import { queries } from '../api/queries.js';
import type { Person } from '../api/types.js';
import { text } from './holder.text.js';
import { initialsOf } from './initials.js';
import classes from './person-face.module.css';

export function PersonFace({ person }: { person: Pick<Person, 'personId' | 'displayName'> }) {
  const { personId, displayName } = person;
  const photo = useQuery(queries.photo(personId));
  const version = photo.data?.version;
  if (version === undefined)
    return (
      <span className={classes.face} role="img" aria-label={text.noPhotoOf(displayName)}>
        {initialsOf(displayName)}
      </span>
    );
  // A new photo has a new address.
  const address = `/api/v1/people/${personId}/photo?version=${version}`;
  return <img className={classes.face} src={address} alt={text.photoOf(displayName)} />;
}
