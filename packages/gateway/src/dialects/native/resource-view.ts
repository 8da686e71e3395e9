import type { Resource as ResourceView, ResourceGroup as GroupView } from '@sluice/protocol';
import type { ShownResource } from '../../core/actions/guarded-resources.ts';
import type { ResourceGroup } from '../../core/files/resource.ts';
import { toTimestamp } from './timestamp.ts';

export function toResourceView(resource: ShownResource): ResourceView {
  const { name, group, kind, file, isReady, tags, owner, createdAt, updatedAt } = resource;
  return {
    name,
    group,
    kind,
    file: `obs://${file.bucket}/${file.key}`,
    ready: isReady,
    tags: tags.map(({ key, value }) => ({ key, value })),
    owner,
    created_at: toTimestamp(createdAt),
    updated_at: toTimestamp(updatedAt),
  };
}

export function toGroupView({ name, owner, createdAt, updatedAt }: ResourceGroup): GroupView {
  return { name, owner, created_at: toTimestamp(createdAt), updated_at: toTimestamp(updatedAt) };
}
