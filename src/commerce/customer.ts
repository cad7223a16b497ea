/** A buyer as Shopify keeps them. Identity is the id; e-mail and phone are attributes that may change. */
export interface Customer {
  readonly kind: 'customer';
  readonly source: string;
  readonly id: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  /** As given by Shopify; a masked value is already null (a token without full access sees `+161****2222`). */
  readonly email: string | null;
  readonly phone: string | null;
  readonly locale: string | null;
  readonly adminUrl: string;
}

/**
 * Shopify masks personal data with asterisks for tokens without full access; such a value is no value.
 * Returns null for a masked, empty or absent text, otherwise the text without surrounding blanks.
 */
export function unmasked(value: string | null | undefined): string | null {
  const text = value?.trim() ?? '';
  return text === '' || text.includes('*') ? null : text;
}
