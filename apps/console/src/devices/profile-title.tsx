/** A credential profile by its title, as forms call it; by its name until that is known, or where the profile is gone. */
import { useQuery } from '@tanstack/react-query';
import { queries } from '../api/queries.js';

export function ProfileTitle({ name }: { name: string }) {
  const { data } = useQuery(queries.profiles());
  return <span title={name}>{data?.find((profile) => profile.name === name)?.title ?? name}</span>;
}
