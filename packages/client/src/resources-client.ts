import type {
  NamedPageQuery,
  PutResources,
  Resource,
  ResourceGroupList,
  ResourceList,
  ResourceListQuery,
  ResourceQuery,
  ResourcesOrder,
} from '@sluice/protocol';
import { callGateway, type Gateway, tellGateway } from './call-gateway.ts';
import { getFromGateway } from './get-from-gateway.ts';
import type { CallOptions } from './sluice-client.ts';

/** Names for files of buckets, perhaps in a group. The files stay where they are. */
export class ResourcesClient {
  readonly #gateway: Gateway;

  constructor(gateway: Gateway) {
    this.#gateway = gateway;
  }

  /** One page of the resources, by group and name; those in no group first. */
  list(query: ResourceListQuery = {}, options: CallOptions = {}): Promise<ResourceList> {
    return getFromGateway<ResourceList>(this.#gateway, '/resources', 'resources', options, query);
  }

  get(name: string, query: ResourceQuery = {}, options: CallOptions = {}): Promise<Resource> {
    return getFromGateway<Resource>(this.#gateway, pathOf(name), 'ready', options, query);
  }

  /** Names files, all of them or none, each as the last part of its key. One of the same name takes the new file. */
  async put(
    order: ResourcesOrder,
    { timeoutMs = this.#gateway.answerMs, signal }: CallOptions = {},
  ): Promise<readonly Resource[]> {
    const call = { method: 'POST', path: '/resources', body: order, timeoutMs, signal } as const;
    return (await callGateway<PutResources>(this.#gateway, call, 'resources')).resources;
  }

  /** Gives it to another user; its owner and admins may. */
  give(
    name: string,
    owner: string,
    query: ResourceQuery = {},
    { timeoutMs = this.#gateway.answerMs, signal }: CallOptions = {},
  ): Promise<void> {
    const to = { method: 'PATCH', path: pathOf(name), query, body: { owner } } as const;
    return tellGateway(this.#gateway, { ...to, timeoutMs, signal });
  }

  /** Forgets the name. The file stays. */
  delete(
    name: string,
    query: ResourceQuery = {},
    { timeoutMs = this.#gateway.answerMs, signal }: CallOptions = {},
  ): Promise<void> {
    const call = { method: 'DELETE', path: pathOf(name), query, timeoutMs, signal } as const;
    return tellGateway(this.#gateway, call);
  }

  /** One page of the groups, by name. */
  groups(query: NamedPageQuery = {}, options: CallOptions = {}): Promise<ResourceGroupList> {
    return getFromGateway<ResourceGroupList>(
      this.#gateway,
      '/resource-groups',
      'groups',
      options,
      query,
    );
  }

  giveGroup(
    group: string,
    owner: string,
    { timeoutMs = this.#gateway.answerMs, signal }: CallOptions = {},
  ): Promise<void> {
    const path = `/resource-groups/${encodeURIComponent(group)}`;
    const call = { method: 'PATCH', path, body: { owner }, timeoutMs, signal } as const;
    return tellGateway(this.#gateway, call);
  }
}

function pathOf(name: string): string {
  return `/resources/${encodeURIComponent(name)}`;
}
