import type { PageTexts } from "./pageTexts";

export const zhHans: PageTexts = {
  direction: "ltr",
  reference: "参考编号：{reference}",
  actions: {
    signInAgain: "重新登录",
    tryAgain: "重试",
    useAnotherAccount: "使用其他账号",
    toTheApp: "前往应用",
    signOut: "退出登录",
    signOutOfProvider: "同时退出 {provider}",
    stayAs: "继续使用 {account}",
    goOnAs: "切换到 {account}",
  },
  notAllowed: {
    title: "此账号无权访问",
    text: "您已使用 {account} 登录。{share} 的共享者未允许此账号访问。请联系共享者，或使用其他账号。",
  },
  cannotSignIn: {
    title: "无法登录",
    because: {
      ended: "身份提供商终止了登录。",
      registration: "身份提供商不接受此共享的注册信息。",
      unverified: "无法验证身份提供商的响应。",
      unreachable: "身份提供商没有响应。",
      failed: "登录失败。",
      unsealed: "此共享要求在 ngrok 边缘登录，但此请求未经过该登录。",
    },
    tell: "请将下面的参考编号告知 {share} 的共享者，其日志中有更多信息。",
  },
  signInExpired: {
    title: "无法登录",
    text: "通过 {provider} 进行的这次登录时间过久、已被使用，或是在其他浏览器中开始的。请重新开始。",
  },
  signOut: { title: "要退出登录吗？", text: "您已使用 {account} 登录 {share}。" },
  switchAccount: {
    title: "要切换账号吗？",
    text: "您已使用 {now} 登录 {share}。刚才，您本人或您之前打开的页面又使用 {next} 进行了登录。",
  },
  signedOut: { title: "您已退出登录", text: "您尚未登录 {share}。", atProvider: "您尚未登录 {share}，并且已同时退出 {provider}。" },
  upstreamDown: {
    title: "应用没有响应",
    text: "{share} 正在共享，但其应用目前没有响应。此页面会自动重试。",
  },
  notOpen: {
    title: "暂未开放",
    text: "{share} 的连接通过检查之前暂不开放。此页面会自动重试。",
  },
  stopped: {
    title: "此共享已停止",
    text: "{share} 已不再共享。如仍需访问，请联系与您共享的人。",
  },
  trialOver: { title: "测试已结束", text: "此处没有人登录。请返回编辑器，其中显示了 {provider} 的响应。您可以关闭此页面。" },
  tooMany: { title: "登录人数过多", text: "目前登录的人数过多。此页面会自动重试。" },
  developerOnly: {
    title: "仅供开发者使用",
    text: "此地址属于开发者工具（{tool}），可以读取开发者计算机上的文件或在其上运行代码。{share} 的共享者可以允许访问者使用。",
  },
  notFound: { title: "此处没有内容", text: "此地址属于 Portcullis，但没有这个页面。" },
  refused: {
    title: "此请求已被拒绝",
    callback: "只有当浏览器自行打开此地址时，登录才会在此完成。",
    switchForm: "请使用询问页面上的按钮切换账号。",
    signOutForm: "请使用退出登录页面上的按钮退出。",
  },
};
