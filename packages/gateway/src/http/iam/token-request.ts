import { type Static, Type } from 'typebox';

const Name = Type.String({ minLength: 1, maxLength: 256 });
const ByName = Type.Object({ name: Name });
const Either = Type.Partial(Type.Object({ id: Name, name: Name }));

/** Body of `POST /v3/auth/tokens`, password method (dli-api.md 1.1). What else it has is ignored. */
export const TokenRequest = Type.Object({
  auth: Type.Object({
    identity: Type.Object({
      methods: Type.Array(Type.Literal('password'), { minItems: 1, maxItems: 1 }),
      password: Type.Object({
        user: Type.Object({
          name: Name,
          password: Type.String({ minLength: 1, maxLength: 1_024 }),
          domain: ByName,
        }),
      }),
    }),
    scope: Type.Optional(
      Type.Object({ project: Type.Optional(Either), domain: Type.Optional(Either) }),
    ),
  }),
});

export type TokenScope = Static<typeof TokenRequest>['auth']['scope'];
