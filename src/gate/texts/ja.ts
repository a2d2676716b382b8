import type { PageTexts } from "./pageTexts";

export const ja: PageTexts = {
  direction: "ltr",
  reference: "参照番号: {reference}",
  actions: {
    signInAgain: "もう一度サインイン",
    tryAgain: "再試行",
    useAnotherAccount: "別のアカウントを使用",
    toTheApp: "アプリへ",
    signOut: "サインアウト",
    signOutOfProvider: "{provider} からもサインアウト",
    stayAs: "{account} のまま続ける",
    goOnAs: "{account} に切り替える",
  },
  notAllowed: {
    title: "このアカウントではアクセスできません",
    text: "{account} としてサインインしました。{share} の共有者は、このアカウントにアクセスを許可していません。共有者に問い合わせるか、別のアカウントを使用してください。",
  },
  cannotSignIn: {
    title: "サインインできません",
    because: {
      ended: "ID プロバイダーがサインインを終了しました。",
      registration: "ID プロバイダーがこの共有の登録を受け付けません。",
      unverified: "ID プロバイダーの応答を検証できませんでした。",
      unreachable: "ID プロバイダーが応答しません。",
      failed: "サインインに失敗しました。",
      unsealed: "この共有では ngrok のエッジでサインインする必要がありますが、この要求はサインインを経ていません。",
    },
    tell: "次の参照番号を {share} の共有者に伝えてください。詳細は共有者のログに記録されています。",
  },
  signInExpired: {
    title: "サインインできません",
    text: "{provider} でのこのサインインは、古すぎるか、すでに使用されたか、別のブラウザーで開始されたものです。最初からやり直してください。",
  },
  signOut: { title: "サインアウトしますか？", text: "{share} に {account} としてサインインしています。" },
  switchAccount: {
    title: "アカウントを切り替えますか？",
    text: "{share} に {now} としてサインインしています。たった今、ご自身または直前に開いていたページによって、{next} としてのサインインが行われました。",
  },
  signedOut: { title: "サインアウトしました", text: "{share} にはサインインしていません。", atProvider: "{share} にはサインインしていません。{provider} からもサインアウトしました。" },
  upstreamDown: {
    title: "アプリが応答しません",
    text: "{share} は共有されていますが、アプリが現在応答していません。このページは自動的に再試行します。",
  },
  notOpen: {
    title: "現在は利用できません",
    text: "{share} は、接続の確認が終わるまで閉じています。このページは自動的に再試行します。",
  },
  stopped: {
    title: "この共有は停止されました",
    text: "{share} は共有されなくなりました。まだ必要な場合は、共有した人に問い合わせてください。",
  },
  trialOver: { title: "テストが終了しました", text: "ここでは誰もサインインしていません。エディターに戻ってください。{provider} からの応答が表示されています。このページは閉じてかまいません。" },
  tooMany: { title: "サインインが集中しています", text: "現在、サインインしている人が多すぎます。このページは自動的に再試行します。" },
  developerOnly: {
    title: "開発者専用",
    text: "このアドレスは開発者用ツール ({tool}) のもので、開発者のコンピューターにあるファイルを読み取ったり、コードを実行したりできます。{share} の共有者は、訪問者にも使用を許可できます。",
  },
  notFound: { title: "ここには何もありません", text: "このアドレスは Portcullis のものですが、該当するページはありません。" },
  refused: {
    title: "この要求は拒否されました",
    callback: "ここでサインインが完了するのは、ブラウザー自身がこのアドレスを開いたときだけです。",
    switchForm: "アカウントの切り替えは、確認ページのボタンで行ってください。",
    signOutForm: "サインアウトは、サインアウト ページのボタンで行ってください。",
  },
};
