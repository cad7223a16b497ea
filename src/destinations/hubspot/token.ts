import type { z } from 'zod';
import { tokenInfoSchema } from './answers.ts';
import type { Client } from './client.ts';
import { HubSpotError } from './errors.ts';

/**
 * What HubSpot says about our token (HubSpot docs: private apps, access token information). Only private apps are
 * described; null for any other token.
 */
export async function readToken(client: Client): Promise<z.infer<typeof tokenInfoSchema> | null> {
  const path = '/oauth/v2/private-apps/get/access-token-info';
  try {
    return await client.send(
      { operation: 'token.info', method: 'POST', path, body: { tokenKey: client.token }, kind: 'read' },
      tokenInfoSchema,
    );
  } catch (error) {
    // Whatever HubSpot answers here says nothing about our access: the calls that do the work do.
    if (error instanceof HubSpotError) return null;
    throw error;
  }
}
