import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify';

/** Knows with which methods each address of a dialect can be asked. */
export class AllowedMethods {
  readonly #routes: { readonly path: RegExp; readonly method: string }[] = [];

  /** Of the routes that are added to `app` from now on. */
  constructor(app: FastifyInstance) {
    app.addHook('onRoute', (route) => this.#add(route));
  }

  /** Those of an address, in order; none where there is no such address. */
  of({ url }: Pick<FastifyRequest, 'url'>): readonly string[] {
    const [path = ''] = url.split('?');
    const methods = this.#routes.filter((route) => route.path.test(path));
    return [...new Set(methods.map(({ method }) => method))].toSorted();
  }

  #add({ url, method }: Pick<RouteOptions, 'url' | 'method'>): void {
    const path = new RegExp(`^${url.split('/').map(patternOf).join('/')}$`);
    for (const each of [method].flat()) this.#routes.push({ path, method: each });
  }
}

/** Of one part of the pattern of a route. */
function patternOf(part: string): string {
  if (part.startsWith(':')) return '[^/]+';
  return part === '*' ? '.*' : part.replaceAll('.', String.raw`\.`);
}
