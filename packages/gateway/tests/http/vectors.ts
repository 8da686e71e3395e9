/** The test vectors of dli-api.md 1.2, made by the official Python signer. */
export interface Vector {
  readonly name: string;
  readonly method: 'DELETE' | 'GET' | 'POST';
  readonly url: string;
  readonly body: string;
  readonly canonicalHash: string;
  readonly digest: string;
}

export const vectorProject = '0123456789abcdef0123456789abcdef';
export const vectorTime = Date.UTC(2024, 0, 2, 3, 4, 5);
export const vectorCredential = {
  accessKey: 'AKEXAMPLE00000000001',
  secretKey: 'skExample00000000000000000000000000000001',
};
const vectorSignedHeaders = 'content-type;host;user-agent;x-project-id;x-sdk-date';
export const vectorHeaders: Readonly<Record<string, string>> = {
  'user-agent': 'huaweicloud-usdk-python/3.0',
  'content-type': 'application/json',
  'x-project-id': vectorProject,
  'x-sdk-date': '20240102T030405Z',
  host: '127.0.0.1:8080',
};

export function vectorAuthorization({ digest }: Pick<Vector, 'digest'>): string {
  const { accessKey } = vectorCredential;
  return `SDK-HMAC-SHA256 Access=${accessKey}, SignedHeaders=${vectorSignedHeaders}, Signature=${digest}`;
}

export const vectors: readonly Vector[] = [
  {
    name: '1: a cancel',
    method: 'DELETE',
    url: `/v1.0/${vectorProject}/jobs/95fcc908-9f1b-446c-8643-5653891d9fd9`,
    body: '',
    canonicalHash: '86a9d5515d46370d0bae26885c41302bf13e2edddc0a13a9ec92b0425ecf6fe5',
    digest: 'ed6a6fa7eae9e483053e0489c6c1982298b1f9692b46e7536842e59dc04e4bfa',
  },
  {
    name: '2: a list with a query',
    method: 'GET',
    url: `/v1.0/${vectorProject}/jobs?job_types=DDL&job_types=QUERY&page-size=5&tags=k1%3Dv1%2Ck2%3Dv%202&with-priv=true`,
    body: '',
    canonicalHash: 'ef60f1d913ecb0d812bc68e66b4d3adef0d5f50c5a93bdf4e5ddaed35a5dcac9',
    digest: '3021e20613199d524d126b2ab5d162add41d6503ff1193c0bd88530f35e62890',
  },
  {
    name: '3: a submit with a body',
    method: 'POST',
    url: `/v1.0/${vectorProject}/jobs/submit-job`,
    body: '{"sql": "select 1", "queue_name": "default"}',
    canonicalHash: '2119cb130eb5ce9925ec6ec3260c3f7049e4ae02db31f2bb1a1e00c2529dbb6c',
    digest: 'b7bfb05035afb6c57d3cab8ad51c164b325e5932362830581fc28233fc97b320',
  },
  {
    name: '4: a path with an encoded slash and a space',
    method: 'DELETE',
    url: `/v2.0/${vectorProject}/resources/group%2Fmy%20pkg.jar?group=g1`,
    body: '',
    canonicalHash: 'edf2fa82529a0ec4be6327e7aaadc57cc8a737d7fb7dca4e698b36dd09e63eea',
    digest: 'f5b4c8b19c4acdf9950eecef0440e314ddd87cea2cb09b8f65226eb8caaeb049',
  },
];
