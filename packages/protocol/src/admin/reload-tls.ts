import { Type } from 'typebox';

export const ReloadTlsOrder = Type.Object({}, { additionalProperties: false });

/** The certificate that new connections are served with. */
export const ServedCertificate = Type.Object({
  subject: Type.String(),
  valid_to: Type.String(),
});
