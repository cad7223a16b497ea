/** 'j…@e….com': enough for somebody who knows the person, nothing for anybody else. */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@');
  const [name, domain] = [email.slice(0, Math.max(at, 0)), email.slice(at + 1)];
  const dot = domain.lastIndexOf('.');
  const end = dot > 0 ? domain.slice(dot) : '';
  return `${initial(name)}@${initial(domain)}${end}`;
}

/** 'J… D…'. */
export function maskName(...parts: readonly (string | null)[]): string {
  return parts
    .flatMap((part) => (part ?? '').split(/\s+/))
    .filter((word) => word !== '')
    .map(initial)
    .join(' ');
}

/** '+49…67'. */
export function maskPhone(phone: string): string {
  const digits = phone.replace(/[^\d+]/g, '');
  return digits.length < 6 ? '…' : `${digits.slice(0, 3)}…${digits.slice(-2)}`;
}

function initial(text: string): string {
  const [first = ''] = [...text];
  return `${first}…`;
}
