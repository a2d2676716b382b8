// The ids of everything that package.json contributes. A test holds package.json against this file.

export const commands = {
  sharePort: "portcullis.sharePort",
  importConfig: "portcullis.importConfig",
  addProvider: "portcullis.addProvider",
  completeProvider: "portcullis.completeProvider",
  copyAddress: "portcullis.copyAddress",
  openAddress: "portcullis.openAddress",
  copyInvitation: "portcullis.copyInvitation",
  changeRule: "portcullis.changeRule",
  checkAccess: "portcullis.checkAccess",
  testSso: "portcullis.testSso",
  changeOptions: "portcullis.changeOptions",
  previewPolicy: "portcullis.previewPolicy",
  addRoute: "portcullis.addRoute",
  removeRoute: "portcullis.removeRoute",
  signVisitorOut: "portcullis.signVisitorOut",
  signEveryoneOut: "portcullis.signEveryoneOut",
  tryNow: "portcullis.tryNow",
  takeElsewhere: "portcullis.takeElsewhere",
  stopShare: "portcullis.stopShare",
  stopAllShares: "portcullis.stopAllShares",
  showShareActions: "portcullis.showShareActions",
  showInSidebar: "portcullis.showInSidebar",
  removeShare: "portcullis.removeShare",
  setAuthtoken: "portcullis.setAuthtoken",
  forgetAuthtoken: "portcullis.forgetAuthtoken",
  setApiKey: "portcullis.setApiKey",
  forgetApiKey: "portcullis.forgetApiKey",
  manageCloudEndpoints: "portcullis.manageCloudEndpoints",
  registerProvider: "portcullis.registerProvider",
  editProvider: "portcullis.editProvider",
  renameProvider: "portcullis.renameProvider",
  duplicateProvider: "portcullis.duplicateProvider",
  rotateSecret: "portcullis.rotateSecret",
  setSecretExpiry: "portcullis.setSecretExpiry",
  exportProvider: "portcullis.exportProvider",
  takeBackRedirectUri: "portcullis.takeBackRedirectUri",
  takeProposal: "portcullis.takeProposal",
  removeProvider: "portcullis.removeProvider",
  removeEverything: "portcullis.removeEverything",
  getStarted: "portcullis.getStarted",
  showLog: "portcullis.showLog",
} as const;
export type CommandId = (typeof commands)[keyof typeof commands];

export const views = { shares: "portcullis.shares", providers: "portcullis.providers" } as const;
/** Kinds of pages in an editor; the first is there again after a reload. */
export const pages = { addProvider: "portcullis.addProvider", testSso: "portcullis.testSso" } as const;
export const viewContainer = "portcullis";
export const walkthrough = "gettingStarted";

export const settings = {
  providers: "portcullis.providers",
  teamProviders: "portcullis.teamProviders",
  sessionMaxHours: "portcullis.sessions.maxHours",
  sessionIdleMinutes: "portcullis.sessions.idleMinutes",
  localPort: "portcullis.local.port",
  ngrokServerAddress: "portcullis.ngrok.serverAddress",
  ngrokRootCertificates: "portcullis.ngrok.rootCertificates",
  ngrokApiAddress: "portcullis.ngrok.apiAddress",
} as const;
export type SettingId = (typeof settings)[keyof typeof settings];

export const contextKeys = {
  hasShares: "portcullis.hasShares",
  providerAdded: "portcullis.providerAdded",
  addressChosen: "portcullis.addressChosen",
  portShared: "portcullis.portShared",
  ssoTested: "portcullis.ssoTested",
  visitorSeen: "portcullis.visitorSeen",
} as const;
export type ContextKey = (typeof contextKeys)[keyof typeof contextKeys];
