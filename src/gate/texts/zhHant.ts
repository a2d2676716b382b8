import type { PageTexts } from "./pageTexts";

export const zhHant: PageTexts = {
  direction: "ltr",
  reference: "參考編號：{reference}",
  actions: {
    signInAgain: "重新登入",
    tryAgain: "重試",
    useAnotherAccount: "使用其他帳號",
    toTheApp: "前往應用程式",
    signOut: "登出",
    signOutOfProvider: "同時登出 {provider}",
    stayAs: "繼續使用 {account}",
    goOnAs: "切換至 {account}",
  },
  notAllowed: {
    title: "此帳號沒有存取權",
    text: "您已使用 {account} 登入。{share} 的分享者未允許此帳號存取。請聯絡分享者，或使用其他帳號。",
  },
  cannotSignIn: {
    title: "無法登入",
    because: {
      ended: "身分識別提供者終止了登入。",
      registration: "身分識別提供者不接受此分享的註冊資訊。",
      unverified: "無法驗證身分識別提供者的回應。",
      unreachable: "身分識別提供者沒有回應。",
      failed: "登入失敗。",
      unsealed: "此分享要求在 ngrok 邊緣登入，但此要求未經過該登入。",
    },
    tell: "請將下方的參考編號告知 {share} 的分享者，其記錄中有更多資訊。",
  },
  signInExpired: {
    title: "無法登入",
    text: "透過 {provider} 進行的這次登入時間過久、已使用過，或是從其他瀏覽器開始的。請重新開始。",
  },
  signOut: { title: "要登出嗎？", text: "您已使用 {account} 登入 {share}。" },
  switchAccount: {
    title: "要切換帳號嗎？",
    text: "您已使用 {now} 登入 {share}。剛才，您本人或您先前開啟的頁面又使用 {next} 進行了登入。",
  },
  signedOut: { title: "您已登出", text: "您尚未登入 {share}。", atProvider: "您尚未登入 {share}，並且已同時登出 {provider}。" },
  upstreamDown: {
    title: "應用程式沒有回應",
    text: "{share} 正在分享，但其應用程式目前沒有回應。此頁面會自動重試。",
  },
  notOpen: {
    title: "暫未開放",
    text: "{share} 的連線通過檢查之前暫不開放。此頁面會自動重試。",
  },
  stopped: {
    title: "此分享已停止",
    text: "{share} 已不再分享。如仍需存取，請聯絡與您分享的人。",
  },
  trialOver: { title: "測試已結束", text: "此處沒有人登入。請返回編輯器，其中顯示了 {provider} 的回應。您可以關閉此頁面。" },
  tooMany: { title: "登入人數過多", text: "目前登入的人數過多。此頁面會自動重試。" },
  developerOnly: {
    title: "僅供開發人員使用",
    text: "此位址屬於開發人員工具（{tool}），可以讀取開發人員電腦上的檔案或在其上執行程式碼。{share} 的分享者可以允許訪客使用。",
  },
  notFound: { title: "這裡沒有內容", text: "此位址屬於 Portcullis，但沒有這個頁面。" },
  refused: {
    title: "此要求已遭拒絕",
    callback: "只有當瀏覽器自行開啟此位址時，登入才會在此完成。",
    switchForm: "請使用詢問頁面上的按鈕切換帳號。",
    signOutForm: "請使用登出頁面上的按鈕登出。",
  },
};
