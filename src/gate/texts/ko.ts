import type { PageTexts } from "./pageTexts";

/** Only particles that fit after any name follow one. */
export const ko: PageTexts = {
  direction: "ltr",
  reference: "참조 번호: {reference}",
  actions: {
    signInAgain: "다시 로그인",
    tryAgain: "다시 시도",
    useAnotherAccount: "다른 계정 사용",
    toTheApp: "앱으로 이동",
    signOut: "로그아웃",
    signOutOfProvider: "{provider}에서도 로그아웃",
    stayAs: "{account} 계정 유지",
    goOnAs: "{account} 계정으로 전환",
  },
  notAllowed: {
    title: "이 계정은 접근할 수 없습니다",
    text: "{account} 계정으로 로그인했습니다. {share}의 공유자가 이 계정의 접근을 허용하지 않았습니다. 공유자에게 문의하거나 다른 계정을 사용하세요.",
  },
  cannotSignIn: {
    title: "로그인할 수 없습니다",
    because: {
      ended: "ID 공급자가 로그인을 중단했습니다.",
      registration: "ID 공급자가 이 공유의 등록 정보를 받아들이지 않습니다.",
      unverified: "ID 공급자의 응답을 확인할 수 없습니다.",
      unreachable: "ID 공급자가 응답하지 않습니다.",
      failed: "로그인하지 못했습니다.",
      unsealed: "이 공유는 ngrok 에지에서 로그인해야 하지만, 이 요청은 로그인을 거치지 않았습니다.",
    },
    tell: "아래 참조 번호를 {share}의 공유자에게 알려 주세요. 자세한 내용은 공유자의 로그에 있습니다.",
  },
  signInExpired: {
    title: "로그인할 수 없습니다",
    text: "{provider}에서 진행한 이 로그인은 너무 오래되었거나, 이미 사용되었거나, 다른 브라우저에서 시작되었습니다. 처음부터 다시 시작하세요.",
  },
  signOut: { title: "로그아웃할까요?", text: "{share}에 {account} 계정으로 로그인되어 있습니다." },
  switchAccount: {
    title: "계정을 전환할까요?",
    text: "{share}에 {now} 계정으로 로그인되어 있습니다. 방금 본인 또는 이전에 열었던 페이지가 {next} 계정으로 로그인했습니다.",
  },
  signedOut: { title: "로그아웃되었습니다", text: "{share}에 로그인되어 있지 않습니다.", atProvider: "{share}에 로그인되어 있지 않으며, {provider}에서도 로그아웃되었습니다." },
  upstreamDown: {
    title: "앱이 응답하지 않습니다",
    text: "{share} 주소는 공유되어 있지만 앱이 지금 응답하지 않습니다. 이 페이지는 자동으로 다시 시도합니다.",
  },
  notOpen: {
    title: "지금은 열려 있지 않습니다",
    text: "{share} 주소는 연결 확인이 끝날 때까지 닫혀 있습니다. 이 페이지는 자동으로 다시 시도합니다.",
  },
  stopped: {
    title: "이 공유는 중지되었습니다",
    text: "{share} 주소는 더 이상 공유되지 않습니다. 계속 필요하면 공유한 사람에게 문의하세요.",
  },
  trialOver: { title: "테스트가 끝났습니다", text: "여기에는 아무도 로그인되지 않았습니다. 편집기로 돌아가면 {provider}의 응답을 볼 수 있습니다. 이 페이지는 닫아도 됩니다." },
  tooMany: { title: "로그인이 너무 많습니다", text: "지금 로그인하는 사람이 너무 많습니다. 이 페이지는 자동으로 다시 시도합니다." },
  developerOnly: {
    title: "개발자 전용",
    text: "이 주소는 개발자 도구({tool})에 속하며, 개발자 컴퓨터의 파일을 읽거나 코드를 실행할 수 있습니다. {share}의 공유자는 방문자에게 사용을 허용할 수 있습니다.",
  },
  notFound: { title: "여기에는 아무것도 없습니다", text: "이 주소는 Portcullis에 속하지만 해당 페이지는 없습니다." },
  refused: {
    title: "이 요청은 거부되었습니다",
    callback: "브라우저가 이 주소를 직접 열 때만 여기에서 로그인이 완료됩니다.",
    switchForm: "계정 전환은 확인 페이지의 버튼으로 할 수 있습니다.",
    signOutForm: "로그아웃은 로그아웃 페이지의 버튼으로 할 수 있습니다.",
  },
};
