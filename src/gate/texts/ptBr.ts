import type { PageTexts } from "./pageTexts";

export const ptBr: PageTexts = {
  direction: "ltr",
  reference: "Referência: {reference}",
  actions: {
    signInAgain: "Entrar novamente",
    tryAgain: "Tentar novamente",
    useAnotherAccount: "Usar outra conta",
    toTheApp: "Ir para o app",
    signOut: "Sair",
    signOutOfProvider: "Sair também de {provider}",
    stayAs: "Continuar como {account}",
    goOnAs: "Mudar para {account}",
  },
  notAllowed: {
    title: "Esta conta não tem acesso",
    text: "Você entrou como {account}. Quem compartilha {share} não deu acesso a esta conta. Fale com essa pessoa ou use outra conta.",
  },
  cannotSignIn: {
    title: "Não foi possível entrar",
    because: {
      ended: "O provedor de identidade encerrou o login.",
      registration: "O provedor de identidade não aceita o registro deste compartilhamento.",
      unverified: "Não foi possível verificar a resposta do provedor de identidade.",
      unreachable: "O provedor de identidade não responde.",
      failed: "O login falhou.",
      unsealed: "Neste compartilhamento, o login é feito no edge da ngrok, e esta solicitação chegou sem ele.",
    },
    tell: "Informe a referência abaixo a quem compartilha {share}; o log dessa pessoa diz mais.",
  },
  signInExpired: {
    title: "Não foi possível entrar",
    text: "Este login em {provider} é antigo demais, já foi usado ou começou em outro navegador. Comece de novo.",
  },
  signOut: { title: "Sair?", text: "Você entrou em {share} como {account}." },
  switchAccount: {
    title: "Trocar de conta?",
    text: "Você entrou em {share} como {now}. Você, ou uma página de onde veio, acabou de entrar como {next}.",
  },
  signedOut: { title: "Você saiu", text: "Você não tem sessão aberta em {share}.", atProvider: "Você não tem sessão aberta em {share}, e {provider} também encerrou a sua sessão." },
  upstreamDown: {
    title: "O app não responde",
    text: "{share} está compartilhado, mas o app não responde no momento. Esta página tenta novamente sozinha.",
  },
  notOpen: {
    title: "Fechado no momento",
    text: "{share} permanece fechado até que a conexão seja verificada. Esta página tenta novamente sozinha.",
  },
  stopped: {
    title: "Este compartilhamento foi encerrado",
    text: "{share} não está mais compartilhado. Se ainda precisar dele, fale com quem o compartilhou com você.",
  },
  trialOver: { title: "O teste terminou", text: "Ninguém entrou aqui. Volte ao editor: ele mostra a resposta de {provider}. Você pode fechar esta página." },
  tooMany: { title: "Logins demais", text: "Há pessoas demais entrando no momento. Esta página tenta novamente sozinha." },
  developerOnly: {
    title: "Somente para desenvolvimento",
    text: "Este endereço pertence às ferramentas de desenvolvimento ({tool}): permite ler arquivos ou executar código no computador de quem desenvolve. Quem compartilha {share} pode liberar o uso para visitantes.",
  },
  notFound: { title: "Não há nada aqui", text: "Este endereço pertence ao Portcullis, e essa página não existe." },
  refused: {
    title: "Esta solicitação foi recusada",
    callback: "Um login só termina aqui quando um navegador abre este endereço por conta própria.",
    switchForm: "Para trocar de conta, use os botões da página que faz a pergunta.",
    signOutForm: "Para sair, use o botão da página de saída.",
  },
};
