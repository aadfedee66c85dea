/** A credential profile by its title, as forms call it; by its name until that is known, or where the profile is gone. */
import { useQuery } from '@tanstack/react-query';
import { queries } from '../api/queries.js';

export function useProfileTitle(): (name: string) => string {
  const { data } = useQuery(queries.profiles());
  return (name) => data?.find((profile) => profile.name === name)?.title ?? name;
}

export const ProfileTitle = ({ name }: { name: string }) => <span title={name}>{useProfileTitle()(name)}</span>;
