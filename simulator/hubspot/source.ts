/** Who wrote a value, in the words of HubSpot's property history. */
export interface Source {
  readonly sourceType: string;
  readonly sourceId: string;
  readonly sourceLabel: string | null;
  readonly userId: number | null;
}

/** A person in the CRM's own pages. */
export function userSource(userId: number): Source {
  return { sourceType: 'CRM_UI', sourceId: `userId:${userId}`, sourceLabel: null, userId };
}

/** A private app, a service key or one of HubSpot's own connectors; `appId` is the token's own numeric id. */
export function integrationSource(appId: string, label: string | null): Source {
  return { sourceType: 'INTEGRATION', sourceId: appId, sourceLabel: label, userId: null };
}

/** A workflow of the account, by its id. */
export function workflowSource(workflowId: string, label: string): Source {
  return { sourceType: 'AUTOMATION_PLATFORM', sourceId: workflowId, sourceLabel: label, userId: null };
}

export function importSource(importId: string): Source {
  return { sourceType: 'IMPORT', sourceId: importId, sourceLabel: null, userId: null };
}

export function mergeSource(actor: Source): Source {
  return { ...actor, sourceType: 'MERGE_OBJECTS' };
}
