import { type AdminVerb, adminChange, done, refused } from '../admin-verb.ts';

/** Reads the certificate anew and serves it to new connections; null where there is no TLS. */
export type ReloadTls = () =>
  | { readonly kind: 'serving'; readonly subject: string; readonly validTo: string }
  | { readonly kind: 'refused'; readonly detail: string }
  | { readonly kind: 'no_tls' };

/** Takes a renewed certificate into use. Connections that are open keep the old one. */
export function reloadTlsVerb(reload: ReloadTls): AdminVerb {
  return adminChange(
    'reload-tls',
    () => null,
    async () => {
      const answer = reload();
      switch (answer.kind) {
        case 'serving':
          return done({ subject: answer.subject, valid_to: answer.validTo });
        case 'refused':
          return refused('invalid_request', `${answer.detail}. The old certificate stays in use.`);
        case 'no_tls':
          return refused('not_supported', 'This gateway serves no TLS: it has no certificate.');
      }
    },
  );
}
