/** How mail is sent; null = nobody has said. */
export interface MailSettings {
  /** 'smtps://user:password@host:465' */
  readonly url: string;
  /** 'samestory <samestory@example.com>' */
  readonly from: string;
}

export interface Mail {
  /** The same for a mail that is sent again: readers show it once. */
  readonly id: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
}

const patienceMs = 20_000;

/** Sends one mail. Resolves with null, or with what went wrong, without addresses or credentials. */
export async function sendMail(settings: MailSettings, { id, to, subject, text }: Mail): Promise<string | null> {
  const timeouts = { connectionTimeout: patienceMs, greetingTimeout: patienceMs, socketTimeout: patienceMs };
  // Most of the commands that can send mail send none.
  const { createTransport } = await import('nodemailer');
  const transport = createTransport({ url: settings.url, ...timeouts });
  try {
    const messageId = `<${id.replace(/[^\w.-]+/g, '-')}@samestory>`;
    await transport.sendMail({ from: settings.from, to: [...to], subject, text, messageId });
    return null;
  } catch (error) {
    return problemOf(error);
  } finally {
    transport.close();
  }
}

/** A mail server's own words name the recipient; its code says enough. */
function problemOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  const answer = error instanceof Error && 'responseCode' in error ? ` ${String(error.responseCode)}` : '';
  switch (code) {
    case 'EAUTH':
      return `the mail server refuses user and password in SAMESTORY_SMTP_URL (EAUTH${answer})`;
    case 'EENVELOPE':
      return `the mail server refuses the sender or the recipient (EENVELOPE${answer})`;
    case 'EMESSAGE':
      return `the mail server refuses the message (EMESSAGE${answer})`;
    default:
      return `the mail server cannot be reached or used (${code}${answer})`;
  }
}
