// Takes back by API what was made by API, from the editor: asks for what that needs, and says what became of it.
import { l10n } from "vscode";
import { Cancelled } from "../../base/expectedError";
import { inert } from "../../base/inert";
import { providerOf } from "../../identity/providers";
import type { ProviderProfile } from "../../identity/providerProfile";
import type { AdminChannel } from "../../registration/adminCall";
import { adminHost, type AdminHost } from "../../registration/adminHost";
import { HeldTokens, type AdminToken } from "../../registration/adminToken";
import { takeBack, type TakenBack, type ToTakeBack } from "../../registration/takeBack";
import type { ShareDialogParts } from "../dialog/draft";
import { runWizard } from "../dialog/wizard";
import type { SavedSecrets } from "../stores/savedSecrets";
import { confirmHost } from "./placeSteps";
import { askToken } from "./tokenSteps";

export interface TakeBackProviderParts {
  readonly registry: Pick<ShareDialogParts["registry"], "discover">;
  readonly secrets: Pick<SavedSecrets, "client" | "save" | "registrationToken" | "saveRegistrationToken" | "forgetRegistrationToken">;
  readonly channel: AdminChannel;
}

/** See `takeBack`. @throws Cancelled when the person leaves; ExpectedError `registration.*` */
export function takeBackProvider(parts: TakeBackProviderParts, profile: ProviderProfile, what: ToTakeBack, signal: AbortSignal): Promise<TakenBack> {
  const { registry, secrets, channel } = parts;
  return takeBack(
    {
      channel,
      adminAccess: async () => {
        const { issuer } = profile;
        const { kind } = providerOf(profile);
        const discovered = await registry.discover(issuer, signal);
        const host = await adminHost({ kind, asked: issuer, discovered, confirm: (name) => confirmHost(name, { aside: async (show) => show() }) });
        return { host, token: await askAdminToken(profile, host, signal) };
      },
      tokens: secrets,
      secretChanged: async (of, clientSecret) => {
        const stored = await secrets.client(of);
        if (stored) await secrets.save({ client: { profile: of, stored: { ...stored, clientSecret } } }, () => Promise.resolve());
      },
    },
    profile,
    what,
    signal,
  );
}

async function askAdminToken(profile: ProviderProfile, host: AdminHost, signal: AbortSignal): Promise<AdminToken> {
  const step = { asks: () => true, ask: (_: AdminToken | undefined, frame: Parameters<typeof askToken>[0]) => askToken<AdminToken | undefined>(frame, { api: "okta", host }, new HeldTokens(), (token) => Promise.resolve(token)) };
  const token = await runWizard<AdminToken | undefined>([step], undefined, l10n.t("Take back {0}", inert(profile.name, 80)), signal);
  if (!token) throw new Cancelled();
  return token;
}
