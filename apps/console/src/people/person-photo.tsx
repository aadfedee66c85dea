/** The photo on the page of a person; whoever says who people are puts it in and takes it away, never their own. */
import { Alert, Button, FileButton, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, sendBytes, unwrap } from '../api/client.js';
import { queries } from '../api/queries.js';
import type { Person, PersonPhoto as Photo } from '../api/types.js';
import { PersonFace } from '../holder/person-face.js';
import { Failed } from '../ui/states.js';
import { text as people } from './people.text.js';
import { NotAPicture, smallerPhoto } from './smaller-photo.js';

const text = people.photo;

export function PersonPhoto({ person, mayChange }: { person: Person; mayChange: boolean }) {
  const { personId } = person;
  const client = useQueryClient();
  const photo = useQuery(queries.photo(personId));
  const settle = (found: Photo | null): Promise<void> => {
    client.setQueryData(queries.photo(personId).queryKey, found);
    // What happened to the person stands on the same page.
    return client.invalidateQueries({ queryKey: ['audit'] });
  };
  const put = useMutation({
    mutationFn: async (file: File) => {
      const small = await smallerPhoto(file);
      return sendBytes<{ photo: Photo }>('PUT', `/api/v1/people/${personId}/photo`, small, small.type);
    },
    onSuccess: (answer) => settle(answer.photo),
  });
  const remove = useMutation({
    mutationFn: () => unwrap(api.DELETE('/api/v1/people/{personId}/photo', { params: { path: { personId } } })),
    onSuccess: () => settle(null),
  });
  const error = put.error ?? remove.error;
  return (
    <Stack gap="sm" align="flex-start">
      <PersonFace person={person} />
      {mayChange && (
        <Group gap="xs">
          <FileButton
            accept="image/jpeg,image/png,image/webp"
            onChange={(file) => {
              remove.reset();
              if (file !== null) put.mutate(file);
            }}
          >
            {(props) => (
              <Button {...props} variant="default" size="xs" loading={put.isPending}>
                {photo.data ? text.replace : text.put}
              </Button>
            )}
          </FileButton>
          {photo.data && (
            <Button
              variant="default"
              size="xs"
              loading={remove.isPending}
              onClick={() => (put.reset(), remove.mutate())}
            >
              {text.remove}
            </Button>
          )}
        </Group>
      )}
      {mayChange && (
        <Text size="sm" c="dimmed">
          {text.hint}
        </Text>
      )}
      {error instanceof NotAPicture ? (
        <Alert color="red" variant="light" title={text.failed} role="alert">
          {text.unreadable}
        </Alert>
      ) : (
        error && <Failed error={error} title={text.failed} />
      )}
    </Stack>
  );
}
