import type {
  NamedPageQuery,
  Template,
  TemplateList,
  TemplateListQuery,
  TemplateOrder,
  Variable,
  VariableList,
  VariableOrder,
} from '@sluice/protocol';
import { callGateway, type Gateway, tellGateway } from './call-gateway.ts';
import { getFromGateway } from './get-from-gateway.ts';
import type { CallOptions } from './sluice-client.ts';

/** What is kept under names, and the shapes in which it goes over the wire. */
export interface SavedTexts {
  readonly templates: {
    readonly one: Template;
    readonly order: TemplateOrder;
    readonly query: TemplateListQuery;
    readonly list: TemplateList;
  };
  readonly variables: {
    readonly one: Variable;
    readonly order: VariableOrder;
    readonly query: NamedPageQuery;
    readonly list: VariableList;
  };
}

/** Templates, which are statements to be used again, or variables, which are values that texts name as `{{name}}`. */
export class SavedTextsClient<Kind extends keyof SavedTexts> {
  readonly #gateway: Gateway;
  readonly #kind: Kind;

  constructor(gateway: Gateway, kind: Kind) {
    this.#gateway = gateway;
    this.#kind = kind;
  }

  /** One page of them, by name. */
  list(
    query: SavedTexts[Kind]['query'] = {},
    options: CallOptions = {},
  ): Promise<SavedTexts[Kind]['list']> {
    const path = `/${this.#kind}`;
    return getFromGateway<SavedTexts[Kind]['list']>(this.#gateway, path, 'total', options, query);
  }

  get(name: string, options: CallOptions = {}): Promise<SavedTexts[Kind]['one']> {
    const path = this.#pathOf(name);
    return getFromGateway<SavedTexts[Kind]['one']>(this.#gateway, path, 'owner', options);
  }

  /** Saves it, or changes the one that has its name; its owner and admins may. */
  put(
    name: string,
    order: SavedTexts[Kind]['order'],
    { timeoutMs = this.#gateway.answerMs, signal }: CallOptions = {},
  ): Promise<SavedTexts[Kind]['one']> {
    const call = {
      method: 'PUT',
      path: this.#pathOf(name),
      body: order,
      timeoutMs,
      signal,
    } as const;
    return callGateway<SavedTexts[Kind]['one']>(this.#gateway, call, 'owner');
  }

  delete(
    name: string,
    { timeoutMs = this.#gateway.answerMs, signal }: CallOptions = {},
  ): Promise<void> {
    const call = { method: 'DELETE', path: this.#pathOf(name), timeoutMs, signal } as const;
    return tellGateway(this.#gateway, call);
  }

  #pathOf(name: string): string {
    return `/${this.#kind}/${encodeURIComponent(name)}`;
  }
}
