import { describe, expect, it } from 'vitest';
import { startNative } from './start-native.ts';

interface Answer {
  readonly description: string;
  readonly content?: Record<string, unknown>;
}

interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly responses: Record<string, Answer>;
}

interface Described {
  readonly openapi: string;
  readonly info: { readonly version: string };
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, unknown> };
}

describe('the description of the native API', () => {
  it('is open to anybody, and says what it is', async () => {
    const described = await read();
    expect(described.openapi).toMatch(/^3\.1\./);
    expect(described.info.version).toBe('1.2.3');
  });

  it('names every operation, once, with its answers', async () => {
    const { paths } = await read();
    const operations = Object.values(paths).flatMap((path) => Object.values(path));
    const ids = operations.map(({ operationId }) => operationId);
    expect(operations.length).toBeGreaterThan(40);
    expect(ids).not.toContain(undefined);
    expect(new Set(ids).size).toBe(ids.length);
    const wanting = operations.filter(
      ({ summary, responses }) =>
        !summary ||
        !Object.keys(responses).some((status) => status.startsWith('2')) ||
        !responses['default']?.content?.['application/problem+json'] ||
        Object.values(responses).some(({ description }) => description === 'Default Response'),
    );
    expect(wanting).toEqual([]);
  });

  it('writes each schema once, under its name, and every reference leads to one', async () => {
    const { paths, components } = await read();
    const cancel = paths['/api/v1/jobs/{id}/cancel']?.['post'];
    expect(cancel?.responses['200']?.content).toEqual({
      'application/json': { schema: { $ref: '#/components/schemas/Cancelled' } },
    });
    const text = JSON.stringify([paths, components]);
    const referred = text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g);
    const names = new Set([...referred].map(([, name]) => String(name)));
    expect([...names].toSorted()).toEqual(Object.keys(components.schemas).toSorted());
  });

  it('has the key of a file as one part of its address', async () => {
    const { paths } = await read();
    expect(Object.keys(paths['/api/v1/files/{bucket}/{key}'] ?? {}).toSorted()).toEqual([
      'delete',
      'get',
      'put',
    ]);
  });
});

describe('the page of the native API', () => {
  it('has all it needs from the gateway itself', async () => {
    const { url } = await startNative();
    const { origin } = new URL(url);
    const page = await fetch(`${origin}/docs`);
    expect(page.status).toBe(200);
    const html = await page.text();
    const sources = [...html.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, source]) => source ?? '');
    expect(sources).not.toEqual([]);
    for (const source of sources) {
      const address = new URL(source, page.url);
      expect(address.origin).toBe(origin);
      expect((await fetch(address)).status).toBe(200);
    }
    // What the page asks for elsewhere its browser refuses.
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'self';/);
  });
});

async function read(): Promise<Described> {
  const { url } = await startNative();
  const answer = await fetch(new URL('/openapi.json', url));
  expect(answer.status).toBe(200);
  return (await answer.json()) as Described;
}
