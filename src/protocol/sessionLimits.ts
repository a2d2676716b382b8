import * as z from "zod";

/** How long a sign-in lasts. Idle: minutes without a request and anything open; 0: no limit. */
export const sessionLimitsSchema = z.object({ maxHours: z.int().min(1).max(24), idleMinutes: z.int().min(0).max(1440) });
export type SessionLimits = Readonly<z.infer<typeof sessionLimitsSchema>>;
