import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** Keeps secrets that must be read again: a signature can only be checked with the secret key itself. */
export interface SecretBox {
  /** @param owner whose it is, such as the access key; a sealed text opens for no other */
  seal(secret: string, owner: string): string;
  /** @throws SecretBoxError when it was not sealed with this key, for this owner */
  open(sealed: string, owner: string): string;
}

export class SecretBoxError extends Error {
  override readonly name = 'SecretBoxError';
}

const scheme = 'v1';
const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/**
 * AES-256-GCM, as `v1.` and the base64 of nonce, tag and cipher text.
 * @param keyMaterial 32 bytes, which may serve other purposes too: the box derives a key of its own
 */
export function createSecretBox(keyMaterial: Buffer): SecretBox {
  const key = Buffer.from(hkdfSync('sha256', keyMaterial, '', 'sluice secret box', 32));
  return {
    seal(secret, owner) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv(algorithm, key, nonce).setAAD(Buffer.from(owner));
      const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
      return `${scheme}.${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64')}`;
    },

    open(sealed, owner) {
      const [version, text = ''] = sealed.split('.');
      const bytes = Buffer.from(text, 'base64');
      const nonce = bytes.subarray(0, nonceBytes);
      const tag = bytes.subarray(nonceBytes, nonceBytes + tagBytes);
      if (version !== scheme || tag.length !== tagBytes) throw cannotOpen(owner);
      const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagBytes })
        .setAAD(Buffer.from(owner))
        .setAuthTag(tag);
      try {
        const secret = decipher.update(bytes.subarray(nonceBytes + tagBytes));
        return Buffer.concat([secret, decipher.final()]).toString('utf8');
      } catch {
        throw cannotOpen(owner);
      }
    },
  };
}

function cannotOpen(owner: string): SecretBoxError {
  return new SecretBoxError(
    `the secret of ${owner} cannot be opened: it was sealed under another key file`,
  );
}
