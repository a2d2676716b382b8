// ngrok's traffic policies as far as their form is public: ngrok/ngrok-docs at 56a5f996 (traffic-policy/how-it-works, "Rule fields";
// each action's "Configuration Reference") and ngrok/ngrok-operator at 024dfe18 (internal/trafficpolicy/policy.go). A schema file that a
// program could read is not published.
import { z } from "zod";

/** As Go's time.ParseDuration reads one. */
const duration = z.string().regex(/^(\d+(\.\d+)?(h|m|s|ms|us|ns))+$/);
const texts = z.record(z.string(), z.string());
/** At most ten at once. */
const headers = z.record(z.string().regex(/^[a-z0-9-]+$/), z.string()).refine((all) => Object.keys(all).length >= 1 && Object.keys(all).length <= 10);
const status = z.int().min(100).max(599);

const actionOf = <T extends string, C extends z.ZodType>(type: T, config: C) => z.strictObject({ type: z.literal(type), config });

const openidConnect = actionOf("openid-connect", z.strictObject({
  issuer_url: z.url(),
  // "No" in the documentation's column "required"; ERR_NGROK_385 and 386 ask for both.
  client_id: z.string().min(1),
  client_secret: z.string().min(1),
  auth_id: z.string().optional(),
  scopes: z.array(z.string()).optional(),
  authz_url_params: texts.optional(),
  max_session_duration: duration.optional(),
  userinfo_refresh_interval: duration.optional(),
  allow_cors_preflight: z.boolean().optional(),
  auth_cookie_domain: z.string().optional(),
}));
const customResponse = actionOf("custom-response", z.strictObject({ status_code: status.optional(), headers: headers.optional(), body: z.string().optional() }));
const addHeaders = actionOf("add-headers", z.strictObject({ headers }));
const removeHeaders = actionOf("remove-headers", z.strictObject({ headers: z.array(z.string()).min(1).max(10) }));
const forwardInternal = actionOf("forward-internal", z.strictObject({ url: z.string().regex(/^https?:\/\/[^/]+\.internal(:\d+)?$/), on_error: z.enum(["halt", "continue"]).optional() }));
const setVars = actionOf("set-vars", z.strictObject({ vars: z.array(z.record(z.string(), z.json()).refine((one) => Object.keys(one).length === 1)).min(1) }));
const verifyWebhook = actionOf("verify-webhook", z.strictObject({ provider: z.string(), secret: z.string(), enforce: z.boolean().optional() }));

const ruleOf = <A extends z.ZodType>(action: A) => z.strictObject({ name: z.string().optional(), expressions: z.array(z.string().min(1)).optional(), actions: z.array(action).min(1) });

/** No phase but these, since ngrok's operator refuses what it doesn't know. Of the actions those that the table has, each in the phases that it is documented for. */
export const publishedPolicySchema = z.strictObject({
  on_http_request: z.array(ruleOf(z.discriminatedUnion("type", [openidConnect, customResponse, addHeaders, removeHeaders, setVars, forwardInternal, verifyWebhook]))).optional(),
  on_http_response: z.array(ruleOf(z.discriminatedUnion("type", [customResponse, addHeaders, removeHeaders]))).optional(),
});
export type PublishedPolicy = z.infer<typeof publishedPolicySchema>;
